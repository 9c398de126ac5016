import { decodeLatin1 } from '../bytes/latin1.ts';
import { type Diagnostic, DiagnosticLog } from '../diagnostics.ts';
import type { CpuStats, Trace, TraceEvent, TraceInstance, TraceLosses, TraceSource } from '../trace.ts';
import { unreadable } from '../unreadable.ts';
import { parseEventLine } from './event-line.ts';
import { readEventLines } from './read-event-lines.ts';
import { hasSeveralEvents, recoverEvents } from './recover-events.ts';

type EventReader = (log?: DiagnosticLog, onStrayLoss?: (count: number) => void) => Iterable<TraceEvent>;

interface Survey {
  readonly cpus: number;
  readonly losses: TraceLosses;
  readonly diagnostics: Diagnostic[];
}

class TextTrace implements Trace {
  readonly uname = null;
  readonly instances: readonly TraceInstance[] = [];
  readonly cpuStats: readonly CpuStats[] = [];
  readonly #kind: TraceSource['kind'];
  readonly #read: EventReader;
  readonly #cpus: number | undefined;
  #surveyed: Survey | undefined;

  constructor(kind: TraceSource['kind'], read: EventReader, cpus: number | undefined) {
    this.#kind = kind;
    this.#read = read;
    this.#cpus = cpus;
  }

  get source(): TraceSource {
    return { kind: this.#kind, clock: 'unknown', cpus: this.#cpus ?? this.#survey().cpus };
  }

  events(): Iterable<TraceEvent> {
    return { [Symbol.iterator]: () => this.#read()[Symbol.iterator]() };
  }

  losses(): TraceLosses {
    return { ...this.#survey().losses };
  }

  diagnostics(): Diagnostic[] {
    return this.#survey().diagnostics.map((entry) => ({ ...entry }));
  }

  #survey(): Survey {
    if (this.#surveyed !== undefined) return this.#surveyed;
    const log = new DiagnosticLog();
    const losses = { recordedLost: 0, unknownGaps: 0, skippedBytes: 0, overrun: 0 };
    let cpus = 0;
    const add = (lost: number): void => {
      if (lost > 0) losses.recordedLost += lost;
      else if (lost < 0) losses.unknownGaps++;
    };
    for (const event of this.#read(log, add)) {
      cpus = Math.max(cpus, event.cpu + 1);
      add(event.lostBefore);
    }
    const diagnostics = log.list();
    losses.skippedBytes = diagnostics.reduce((sum, entry) => sum + entry.bytesSkipped, 0);
    this.#surveyed = { cpus, losses, diagnostics };
    return this.#surveyed;
  }
}

const HEAD = 64 * 1024;
/** TASK_COMM_LEN without the NUL (include/linux/sched.h). */
const LONGEST_COMM = 15;

/** Tells by its beginning what wrote a text with one event to a line; undefined for any other text. */
function sniffLines(head: string): { kind: TraceSource['kind']; cpus: number | undefined } | undefined {
  const cpus = /^(?:.{1,255}: )?cpus=(\d{1,6})\s*$/m.exec(head.slice(0, 512))?.[1];
  if (cpus !== undefined) return { kind: 'trace-cmd-report', cpus: Number(cpus) };
  if (/^\s*# tracer:/.test(head)) {
    const processors = /#P:(\d{1,6})/.exec(head)?.[1];
    return { kind: 'tracefs', cpus: processors === undefined ? undefined : Number(processors) };
  }
  const first = head.split(/\r?\n/).find((line) => line.trim() !== '' && !/^CPU:\d+ \[/.test(line)) ?? '';
  const event = parseEventLine(first);
  if (event === undefined || event.comm.length > LONGEST_COMM || hasSeveralEvents(first)) return undefined;
  return { kind: event.flags ? 'tracefs' : 'trace-cmd-report', cpus: undefined };
}

/** Opens text: `trace-cmd report`, tracefs `trace` and `trace_pipe`, or events quoted in prose. Throws when there are none. */
export function openTextTrace(bytes: Uint8Array): Trace {
  const lines = sniffLines(decodeLatin1(bytes, 0, Math.min(bytes.length, HEAD)));
  if (lines !== undefined)
    return new TextTrace(lines.kind, (...tell) => readEventLines(bytes, ...tell), lines.cpus);
  const text = decodeLatin1(bytes);
  if (recoverEvents(text).length === 0) {
    throw unreadable(
      'no trace events were found in the input',
      'give a trace.dat, the text of `trace-cmd report`, or the trace file of tracefs',
    );
  }
  return new TextTrace('recovered-text', (...tell) => recoverEvents(text, ...tell), undefined);
}
