import type { EventType } from '../event/event-type.ts';

/** A record as filters see it. */
export interface FilterRecord {
  readonly type: EventType;
  /** The payload, common fields first: `size` bytes at `at` of `view`. */
  readonly view: DataView;
  readonly at: number;
  readonly size: number;
  readonly cpu: number;
  readonly pid: number;
  readonly comm: string;
  /** Nanoseconds in the trace's clock. */
  readonly timestamp: bigint;
  /** Position in `Trace.instances`; without it the only one. */
  readonly instance?: number;
}

export interface FilterOptions {
  /** Byte order of the records; little-endian without it. */
  readonly littleEndian?: boolean;
  /** Names of addresses, for pointers that are compared with text. */
  readonly findSymbol?: (address: bigint) => string | undefined;
}

export type RecordTest = (record: FilterRecord) => boolean;
export type NumberReader = (record: FilterRecord) => number | bigint | undefined;
export type TextReader = (record: FilterRecord) => string;

/** Why a term says nothing of an event. */
export interface Misfit {
  readonly at: number;
  readonly message: string;
  /** A name that is not there. */
  readonly name?: string;
}

export function isMisfit<T extends object>(result: T | Misfit): result is Misfit {
  return 'message' in result;
}
