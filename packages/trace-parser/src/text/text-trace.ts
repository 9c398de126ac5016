import { decodeLatin1 } from '../bytes/latin1.ts';
import type { EventBatch, EventSelection } from '../columns/event-batch.ts';
import { type Diagnostic, DiagnosticLog } from '../diagnostics.ts';
import { type ByteSource, createBytesSource } from '../source/byte-source.ts';
import type {
  CpuStats,
  Trace,
  TraceEvent,
  TraceInstance,
  TraceLosses,
  TraceMetadata,
  TraceSource,
} from '../trace.ts';
import { unreadable } from '../trace-error.ts';
import { packEvents } from './pack-events.ts';
import { readText, type TextListener } from './read-text.ts';
import { recoverEvents } from './recover-events.ts';
import { refuseBinary } from './refuse-layout.ts';
import { isBinary, sniffText } from './sniff-text.ts';
import type { TextBatch } from './text-batch.ts';
import type { TextEventType } from './text-event-type.ts';
import { TextNames } from './text-names.ts';

type BatchReader = (selection: EventSelection, listener?: TextListener) => Iterable<TextBatch>;

interface Survey {
  readonly cpus: number;
  readonly losses: TraceLosses;
  readonly diagnostics: Diagnostic[];
}

/** Events of a text, read as they are asked for. `types` and `instances` are those met so far. */
class TextTrace implements Trace {
  readonly uname = null;
  readonly metadata: TraceMetadata = { recorder: null, traceId: null, date: null, options: [] };
  readonly cpuStats: readonly CpuStats[] = [];
  readonly #kind: TraceSource['kind'];
  readonly #cpus: number | undefined;
  readonly #names: TextNames;
  readonly #read: BatchReader;
  readonly #overrun: number;
  #surveyed: Survey | undefined;

  constructor(
    kind: TraceSource['kind'],
    cpus: number | undefined,
    names: TextNames,
    read: BatchReader,
    overrun = 0,
  ) {
    this.#overrun = overrun;
    this.#kind = kind;
    this.#cpus = cpus;
    this.#names = names;
    this.#read = read;
  }

  get source(): TraceSource {
    return { kind: this.#kind, clock: 'unknown', cpus: this.#cpus ?? this.#survey().cpus };
  }

  get types(): readonly TextEventType[] {
    return this.#names.types;
  }

  get instances(): readonly TraceInstance[] {
    return this.#names.instances;
  }

  batches(selection: EventSelection = {}): Iterable<EventBatch> {
    return { [Symbol.iterator]: () => this.#read(selection)[Symbol.iterator]() };
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<EventBatch, void, undefined> {
    yield* this.#read({});
  }

  events(selection: EventSelection = {}): Iterable<TraceEvent> {
    return { [Symbol.iterator]: () => listEvents(this.#read(selection)) };
  }

  losses(): TraceLosses {
    return { ...this.#survey().losses };
  }

  diagnostics(): Diagnostic[] {
    return this.#survey().diagnostics.map((entry) => ({ ...entry }));
  }

  #survey(): Survey {
    this.#surveyed ??= survey(this.#read, this.#overrun);
    return this.#surveyed;
  }
}

function* listEvents(batches: Iterable<TextBatch>): Generator<TraceEvent, void, undefined> {
  for (const batch of batches) for (let row = 0; row < batch.length; row++) yield batch.event(row);
}

function survey(read: BatchReader, overrun: number): Survey {
  const log = new DiagnosticLog();
  const losses = { recordedLost: 0, unknownGaps: 0, skippedBytes: 0, overrun };
  let cpus = 0;
  const onStrayLoss = (lost: number): void => {
    if (lost > 0) losses.recordedLost += lost;
    else if (lost < 0) losses.unknownGaps++;
  };
  for (const batch of read({}, { log, onStrayLoss })) {
    for (let row = 0; row < batch.length; row++) {
      cpus = Math.max(cpus, (batch.cpus[row] as number) + 1);
      onStrayLoss(batch.lost[row] as number);
    }
  }
  const diagnostics = log.list();
  losses.skippedBytes = diagnostics.reduce((sum, entry) => sum + entry.bytesSkipped, 0);
  return { cpus, losses, diagnostics };
}

const HEAD = 64 * 1024;
/** Prose is searched as a whole; it is a mail, not a recording. */
const LONGEST_PROSE = 16 * 1024 * 1024;

function nothingFound(): Error {
  return unreadable(
    'no trace events were found in the input',
    'give a trace.dat, the text of `trace-cmd report`, or the trace file of tracefs',
  );
}

function openProse(source: ByteSource): Trace {
  const text = decodeLatin1(source.read(0, LONGEST_PROSE));
  if (recoverEvents(text).length === 0) throw nothingFound();
  const names = new TextNames();
  return new TextTrace('recovered-text', undefined, names, function* (selection, listener) {
    if (source.size > LONGEST_PROSE) {
      const place = { offset: LONGEST_PROSE, bytesSkipped: source.size - LONGEST_PROSE };
      listener?.log.add('text-line-cut', 'prose is searched for events in its first 16 MiB', place);
    }
    yield packEvents(recoverEvents(text, listener?.log, listener?.onStrayLoss), names, selection);
  });
}

/** Events that were overwritten before the text was printed, as tracefs says in its header (kernel/trace/trace.c, print_event_info). */
function countOverrun(head: string): number {
  const found = /^# entries-in-buffer\/entries-written: (\d{1,15})\/(\d{1,15})\b/m.exec(head);
  return found === null ? 0 : Math.max(0, Number(found[2]) - Number(found[1]));
}

/**
 * Opens text: `trace-cmd report`, tracefs `trace` and `trace_pipe` in all their layouts, or events quoted in prose. `window` is the number
 * of bytes read at once. Throws E_TRACE_UNREADABLE when there are no events, from the beginning of the input unless it is prose.
 */
export function openTextTrace(input: ByteSource | Uint8Array, window?: number): Trace {
  const source = input instanceof Uint8Array ? createBytesSource(input) : input;
  const head = source.read(0, HEAD);
  if (isBinary(head)) throw startsAsTracefs(head) ? refuseBinary() : nothingFound();
  const text = sniffText(decodeLatin1(head));
  if (text === undefined) return openProse(source);
  const { kind, cpus, layout } = text;
  const names = new TextNames();
  const lines = { source, layout, names, ...(window === undefined ? {} : { window }) };
  const read: BatchReader = (selection, listener) => readText(lines, selection, listener);
  return new TextTrace(kind, cpus, names, read, countOverrun(decodeLatin1(head)));
}

function startsAsTracefs(head: Uint8Array): boolean {
  return decodeLatin1(head, 0, 32).startsWith('# tracer:');
}
