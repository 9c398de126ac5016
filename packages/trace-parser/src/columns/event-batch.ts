import type { EventType } from '../event/event-type.ts';
import type { TraceEvent } from '../trace.ts';
import type { Column } from './column.ts';

/** What to read of a trace; without a member, all. */
export interface EventSelection {
  /** `name` or `system:name`. */
  readonly names?: readonly string[];
  readonly cpus?: readonly number[];
  readonly instances?: readonly string[];
  /** Nanoseconds of the trace's clock, inclusive. */
  readonly from?: bigint;
  /** Nanoseconds of the trace's clock, exclusive. */
  readonly to?: bigint;
}

/**
 * Consecutive events in the order of the trace, as columns of equal length. The columns are the batch's own; what is decoded on demand
 * (`tables`, `event`) reads the trace's pages and has to be asked for before the next batch is.
 */
export interface EventBatch {
  readonly length: number;
  /** Nanoseconds in the trace's clock; the count itself for clocks that do not tick in nanoseconds. Exact. */
  readonly timestamps: BigUint64Array;
  readonly cpus: Uint32Array;
  readonly pids: Int32Array;
  /** Index into `Trace.types`. */
  readonly types: Uint32Array;
  /** Index into `Trace.instances`. */
  readonly instances: Uint32Array;
  /** Events lost on the CPU just before: a count, -1 when the count is unknown, 0 for none. */
  readonly lost: Float64Array;
  /** One event; it may be kept. */
  event(row: number): TraceEvent;
  /** The arguments, one table for each type that occurs, in the order of the types. */
  tables(): EventTable[];
}

/** All events of one type in a batch. */
export interface EventTable {
  readonly type: EventType;
  /** Rows of the batch. */
  readonly rows: Uint32Array;
  /** One to a field, in the order of the format, common fields left out. */
  readonly columns: readonly Column[];
}
