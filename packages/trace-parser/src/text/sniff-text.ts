import type { TraceSource } from '../trace.ts';
import { findHead } from './find-head.ts';
import { readOtherLine } from './other-line.ts';
import { hasSeveralEvents } from './recover-events.ts';
import { refuseLayout } from './refuse-layout.ts';
import { BRACKET_LAYOUT } from './scan/bracket-layout.ts';
import { EventLine, type Layout } from './scan/event-line.ts';
import { LATENCY_LAYOUT } from './scan/latency-layout.ts';
import { RAW_LAYOUT } from './scan/raw-layout.ts';
import { VERBOSE_LAYOUT } from './scan/verbose-layout.ts';
import { encode } from './text-names.ts';

const LAYOUTS: readonly Layout[] = [BRACKET_LAYOUT, LATENCY_LAYOUT, VERBOSE_LAYOUT, RAW_LAYOUT];
/** TASK_COMM_LEN without the NUL (include/linux/sched.h). */
const LONGEST_COMM = 15;
const HEADER = 512;

/** What wrote a text with one event to a line, and how. */
export interface TextKind {
  readonly kind: TraceSource['kind'];
  readonly layout: Layout;
  /** CPUs of the recording; undefined when the header does not say. */
  readonly cpus: number | undefined;
}

/** How many of the lines a layout fits, and whether only tracefs prints such. */
interface Fit {
  readonly layout: Layout;
  readonly count: number;
  /** Lines whose comm fills its column, as programs print it and mails seldom keep it. */
  readonly aligned: number;
  readonly tracefs: boolean;
}

function measureFit(layout: Layout, lines: readonly Uint8Array[]): Fit {
  const line = new EventLine();
  let count = 0;
  let aligned = 0;
  let tracefs = false;
  for (const bytes of lines) {
    if (!layout.scan(line, bytes, 0, bytes.length)) continue;
    if (count === 0) tracefs = line.tracefs;
    count++;
    const { prefixStart, prefixEnd } = findHead(bytes, 0, line.headEnd, layout.commWidth);
    if (line.headEnd === layout.commWidth || prefixEnd > prefixStart) aligned++;
  }
  return { layout, count, aligned, tracefs };
}

function readHeader(head: string): Pick<TextKind, 'kind' | 'cpus'> | undefined {
  const cpus = /^(?:.{1,255}: )?cpus=(\d{1,6})\s*$/m.exec(head.slice(0, HEADER))?.[1];
  if (cpus !== undefined) return { kind: 'trace-cmd-report', cpus: Number(cpus) };
  if (!/^\s*# tracer:/.test(head)) return undefined;
  const processors = /#P:(\d{1,6})/.exec(head)?.[1];
  return { kind: 'tracefs', cpus: processors === undefined ? undefined : Number(processors) };
}

/** Whether a text without a header is one of lines: it begins with an event, or nearly all of it is aligned as programs print it. */
function isOfLines(lines: readonly string[], best: Fit): boolean {
  const [first = ''] = lines;
  const line = new EventLine();
  const bytes = encode(first);
  const begins =
    best.layout.scan(line, bytes, 0, bytes.length) &&
    first.slice(0, line.headEnd).trimStart().length <= Math.max(LONGEST_COMM, best.layout.commWidth) &&
    !hasSeveralEvents(first);
  return begins || best.aligned * 2 > lines.length;
}

/**
 * Tells by the beginning of a text what wrote it, one event to a line; undefined for any other text. Throws E_TRACE_UNREADABLE for
 * layouts of tracefs that leave out what an event needs.
 */
export function sniffText(head: string): TextKind | undefined {
  const lines = head
    .split(/\r?\n/)
    .filter((line) => !['blank', 'note', 'loss'].includes(readOtherLine(line.slice(0, HEADER), false).kind));
  const fits = LAYOUTS.map((layout) => measureFit(layout, lines.map(encode)));
  const best = fits.reduce((most, fit) => (fit.count > most.count ? fit : most));
  const header = readHeader(head);
  if (best.count === 0) refuseLayout(lines, header !== undefined);
  if (header !== undefined) return { ...header, layout: best.layout };
  if (best.count === 0 || !isOfLines(lines, best)) return undefined;
  return { kind: best.tracefs ? 'tracefs' : 'trace-cmd-report', layout: best.layout, cpus: undefined };
}

/** Whether bytes are not text at all: too many of them are none that a text has. */
export function isBinary(head: Uint8Array): boolean {
  let strange = 0;
  for (const byte of head) if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27)) strange++;
  return strange * 8 > head.length;
}
