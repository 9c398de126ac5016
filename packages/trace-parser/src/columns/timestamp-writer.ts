import type { RingCursor } from '../ring/ring-cursor.ts';

const HALF = 0x1_0000_0000;
const LOW_FIRST = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

/** Time of a stream's page in the trace's clock, in halves of 32 bits. */
interface PageBase {
  baseChanges: number;
  low: number;
  high: number;
}

/** Writes the times of records as 64-bit integers, without a bigint for each. */
export class TimestampWriter {
  readonly values: BigUint64Array;
  readonly #halves: Uint32Array;
  readonly #bases: PageBase[];

  constructor(capacity: number, streams: number) {
    this.values = new BigUint64Array(capacity);
    this.#halves = new Uint32Array(this.values.buffer);
    this.#bases = Array.from({ length: streams }, () => ({ baseChanges: -1, low: 0, high: 0 }));
  }

  /** Writes the time of the record that a cursor stands on. */
  write(row: number, cursor: RingCursor): void {
    const { stream, delta, rank } = cursor;
    const base = this.#bases[rank] as PageBase;
    if (base.baseChanges !== cursor.baseChanges) {
      const time = BigInt.asUintN(64, cursor.base + (stream.timeShift ?? 0n));
      base.baseChanges = cursor.baseChanges;
      base.low = Number(time & 0xffff_ffffn);
      base.high = Number(time >> 32n);
    }
    const sum = base.low + delta;
    if (stream.timeShift === null || sum > Number.MAX_SAFE_INTEGER) {
      this.values[row] = stream.toTraceTime(cursor.base + BigInt(delta));
      return;
    }
    this.#halves[2 * row + (LOW_FIRST ? 0 : 1)] = sum;
    this.#halves[2 * row + (LOW_FIRST ? 1 : 0)] = base.high + Math.floor(sum / HALF);
  }
}
