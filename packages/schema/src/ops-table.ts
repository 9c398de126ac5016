import { tableFromArrays, tableFromIPC, tableToIPC } from 'apache-arrow';
import { LabError } from './errors.ts';

/** Values of the `kind` column. */
export const OP_KIND = { read: 0, write: 1 } as const;

/** Values of the `outcome` column. */
export const OP_OUTCOME = {
  /** Nothing was compared (a write, or a read that brought nothing). */
  unverified: 0,
  right: 1,
  mismatch: 2,
  /** The consumer saw that the result was short and did not use the buffer. */
  refused: 3,
  error: 4,
} as const;

/**
 * ops.arrow: one row an operation, in submission order. Offsets and times are Int64; times are
 * CLOCK_MONOTONIC nanoseconds, so they share an axis with a trace taken with the clock `mono`.
 */
export interface OpsColumns {
  /** Index into `phases` of run.json. */
  phase: Uint8Array;
  kind: Uint8Array;
  /** `index` of a file of run.json. */
  file: Uint16Array;
  offset: BigInt64Array;
  length: Uint32Array;
  /** RWF_* bits of the SQE. */
  rwFlags: Uint32Array;
  /** IOSQE_* bits of the SQE. */
  sqeFlags: Uint8Array;
  /** Generation of the data: written, or expected to be read. */
  generation: Uint32Array;
  /** user_data of the first submission; later attempts add attempt << 32. */
  userData: BigUint64Array;
  /** Number of the buffer: requests in flight at one time have different ones, unless the application shares them. */
  buffer: Uint16Array;
  /** Just before the io_uring_enter(2) (or the tail update under SQPOLL) that handed the SQE over. */
  submitNs: BigInt64Array;
  /** When the executor took the first CQE. */
  completeNs: BigInt64Array;
  /** The first CQE: bytes or a negative errno, and its flags. */
  result: Int32Array;
  cqeFlags: Uint32Array;
  /** Submissions of the operation, the first included. */
  attempts: Uint16Array;
  /** The last CQE's result, and all bytes that arrived. */
  lastResult: Int32Array;
  total: Int32Array;
  outcome: Uint8Array;
  /** Bytes of the buffer that are not what the consumer took them for. */
  badBytes: Uint32Array;
}

/** Tag in the top 24 bits of every user_data the lab uses ("url"), so that its requests are known in a trace. */
export const USER_DATA_TAG = 0x75726cn << 40n;

/** The row and attempt (0 is the first) that a user_data names; undefined when it is not the lab's. */
export function parseUserData(userData: bigint): { row: number; attempt: number } | undefined {
  if (userData >> 40n !== USER_DATA_TAG >> 40n) return undefined;
  return { row: Number(userData & 0xffffffffn), attempt: Number((userData >> 32n) & 0xffn) };
}

type ColumnType =
  | Uint8ArrayConstructor
  | Uint16ArrayConstructor
  | Uint32ArrayConstructor
  | Int32ArrayConstructor
  | BigInt64ArrayConstructor
  | BigUint64ArrayConstructor;

/** The columns and their types, in the order of the file. */
export const OPS_COLUMN_TYPES = {
  phase: Uint8Array,
  kind: Uint8Array,
  file: Uint16Array,
  offset: BigInt64Array,
  length: Uint32Array,
  rwFlags: Uint32Array,
  sqeFlags: Uint8Array,
  generation: Uint32Array,
  userData: BigUint64Array,
  buffer: Uint16Array,
  submitNs: BigInt64Array,
  completeNs: BigInt64Array,
  result: Int32Array,
  cqeFlags: Uint32Array,
  attempts: Uint16Array,
  lastResult: Int32Array,
  total: Int32Array,
  outcome: Uint8Array,
  badBytes: Uint32Array,
} as const satisfies { [K in keyof OpsColumns]: ColumnType };

const COLUMN_NAMES = Object.keys(OPS_COLUMN_TYPES) as (keyof OpsColumns)[];

/** The bytes of ops.arrow (Arrow IPC file format, one record batch). */
export function encodeOps(columns: OpsColumns): Uint8Array {
  const lengths = new Set(COLUMN_NAMES.map((name) => columns[name].length));
  if (lengths.size !== 1) throw new RangeError(`columns of ops.arrow differ in length: ${[...lengths]}`);
  const ordered = Object.fromEntries(COLUMN_NAMES.map((name) => [name, columns[name]]));
  return tableToIPC(tableFromArrays(ordered), 'file');
}

/**
 * Reads ops.arrow. Throws E_RUN_DAMAGED when it is not Arrow, or a column is missing or of another type.
 * The Arrow reader puts no bound on what damaged bytes make it do: check their sha256 first, as `readRunContents` does.
 */
export function decodeOps(bytes: Uint8Array): OpsColumns {
  const table = (() => {
    try {
      return tableFromIPC(bytes);
    } catch (cause) {
      throw new LabError('E_RUN_DAMAGED', 'ops.arrow: not an Arrow IPC file', { cause });
    }
  })();
  const columns: Record<string, unknown> = {};
  for (const name of COLUMN_NAMES) {
    const column = table.getChild(name)?.toArray() as unknown;
    const type = OPS_COLUMN_TYPES[name];
    if (!(column instanceof type) || column.length !== table.numRows) {
      throw new LabError('E_RUN_DAMAGED', `ops.arrow: no column ${name} of ${type.name}`);
    }
    columns[name] = column;
  }
  return columns as unknown as OpsColumns;
}
