import type { EventBatch, EventSelection } from './columns/event-batch.ts';
import type { Diagnostic } from './diagnostics.ts';
import type { EventType } from './event/event-type.ts';
import type { RawRecord, Recording } from './recording.ts';

/** One event, from binary pages or from text. Values are decoded when they are asked for. */
export interface TraceEvent {
  /** Nanoseconds in the trace's clock; the raw count for clocks that do not tick in nanoseconds. */
  readonly timestamp: bigint;
  readonly cpu: number;
  readonly pid: number;
  readonly comm: string;
  /** The system the event's format belongs to (`xfs`, `block`); empty for text. */
  readonly system: string;
  readonly name: string;
  /** Buffer instance; absent or empty for the top instance and for text. */
  readonly instance?: string;
  /**
   * A field by name: a number where it fits 53 bits, else a bigint; text for character arrays. From text, what `info`
   * says under that name: `key value`, `key=value`, or the position in a block line.
   */
  field(name: string): number | bigint | string | undefined;
  fields(): Record<string, number | bigint | string>;
  /** The text after `EVENT: ` as `trace-cmd report -N` prints it, one character per byte. */
  info(): string;
  /** Events lost on this CPU just before this one: a count, -1 when the count is unknown, 0 for none. */
  readonly lostBefore: number;
}

export type FieldValue = number | bigint | string;

export interface TraceSource {
  kind: 'trace.dat' | 'raw-pages' | 'trace-cmd-report' | 'tracefs' | 'recovered-text';
  /** Name of the trace clock, `unknown` for text. */
  clock: string;
  cpus: number;
  /** Of a trace.dat: `6` or `7`. */
  version?: string;
  /** Of a trace.dat: `none`, `zstd` or `zlib`. */
  compression?: string;
}

/** What the recorder noted about a recording; empty for text. */
export interface TraceMetadata {
  /** Version of the program that wrote the file. */
  readonly recorder: string | null;
  readonly traceId: bigint | null;
  /** Nanoseconds from the trace's own clock to the time of day, which were added to every timestamp. */
  readonly date: bigint | null;
  /** All options as people read them, in the order of the file; ids are trace-cmd's. */
  readonly options: readonly { readonly id: number; readonly name: string; readonly text: string }[];
}

/** A ring buffer of a trace.dat; the top instance has the empty name. */
export interface TraceInstance {
  readonly name: string;
  readonly clock: string;
  /** Sub-buffer size in bytes. */
  readonly pageSize: number;
  readonly cpus: readonly number[];
}

/** What `per_cpu/cpuN/stats` said when the recording ended. */
export interface CpuStats {
  readonly instance: string;
  readonly cpu: number;
  readonly entries: number;
  readonly overrun: number;
  readonly commitOverrun: number;
  readonly droppedEvents: number;
}

/** What is missing from a trace. A claim that something never happened holds only when all are zero. */
export interface TraceLosses {
  /** Events the ring buffer counted as lost. */
  recordedLost: number;
  /** Places where events were lost and nobody counted them. */
  unknownGaps: number;
  /** Bytes of damaged pages that were stepped over. */
  skippedBytes: number;
  /** Events overwritten, or never written, according to the recorder's own CPU statistics. */
  overrun: number;
}

export interface Trace {
  readonly source: TraceSource;
  readonly metadata: TraceMetadata;
  readonly uname: string | null;
  readonly instances: readonly TraceInstance[];
  readonly cpuStats: readonly CpuStats[];
  /** Types of events: all formats of a recording, used or not; of a text those met so far. */
  readonly types: readonly EventType[];
  /**
   * Batches of events, merged by time over CPUs and instances; each call starts again at the first. Where a CPU's time runs
   * backwards the order of its events is kept. A selection by time reads just the pages it needs.
   */
  batches(selection?: EventSelection): Iterable<EventBatch>;
  /** All batches, for `for await`. */
  [Symbol.asyncIterator](): AsyncIterator<EventBatch, void, undefined>;
  /** The same one by one, as objects that can be kept. */
  events(selection?: EventSelection): Iterable<TraceEvent>;
  losses(): TraceLosses;
  /** What was wrong with the input. For a trace.dat the first call walks all pages once. */
  diagnostics(): Diagnostic[];
  /** What a recording holds besides its pages; absent for text. */
  readonly recording?: Recording;
  /** The records of a recording as they are, CPU by CPU and in the order of each; absent for text. */
  records?(selection?: EventSelection): Iterable<RawRecord>;
}

export interface OpenTraceOptions {
  /**
   * Values of enum names that the kernel left unresolved in its print formats, e.g. `{ IOPRIO_CLASS_BE: 2 }`.
   * Unresolved names match nothing, which is also what trace-cmd prints.
   */
  constants?: Readonly<Record<string, number>>;
  /** Whether columns may be decoded by WebAssembly, where there is any; the columns are the same without, and take longer. */
  webAssembly?: boolean;
}
