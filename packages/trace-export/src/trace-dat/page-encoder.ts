import type { RawRecord } from '@uringlab/trace-parser';
import type { PageShape } from './page-shape.ts';

/*
 * Sub-buffers as kernel/trace/ring_buffer.c lays them out: an event header of 5 bits of type and 27 of time since the event before, type
 * 30 for longer times, type 31 for a time of its own, and on a page after lost events bits 31 and 30 of the commit with the count behind
 * the data.
 */

const LARGEST_SHORT = 28 * 4;
const TYPE_TIME_EXTEND = 30;
const TYPE_TIME_STAMP = 31;
const DELTA_LIMIT = 1n << 27n;
const TIME_LIMIT = 1n << 59n;
const LOSS = 0x80000000;
const LOSS_COUNTED = 0x40000000;

/** Puts the records of one CPU on pages again; `emit` gets each page and has to keep a copy of it. */
export class PageEncoder {
  readonly #shape: PageShape;
  readonly #littleEndian: boolean;
  readonly #emit: (page: Uint8Array) => void;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;
  #time = 0n;
  #lost = 0;
  #open = false;

  constructor(shape: PageShape, littleEndian: boolean, emit: (page: Uint8Array) => void) {
    this.#shape = shape;
    this.#littleEndian = littleEndian;
    this.#emit = emit;
    this.#bytes = new Uint8Array(shape.pageSize);
    this.#view = new DataView(this.#bytes.buffer);
  }

  /** Adds a record; false when it is too large for any page. `lost` events are missing before it. */
  add(record: RawRecord, lost: number): boolean {
    const { size, timestamp } = record;
    const padded = (size + 3) & ~3;
    const short = size === padded && size <= LARGEST_SHORT && size > 0;
    const needed = padded + (short ? 4 : 8);
    const reserve = lost > 0 ? this.#shape.longSize : 0;
    if (needed + reserve > this.#shape.pageSize - this.#shape.dataOffset) return false;
    const stepsBack = timestamp < this.#time;
    const delta = stepsBack ? 0n : timestamp - this.#time;
    const needsStamp = stepsBack && this.#time < TIME_LIMIT;
    const timeSize = needsStamp || delta >= DELTA_LIMIT ? 8 : 0;
    const fits = this.#at + timeSize + needed + this.#tailSize() <= this.#shape.pageSize;
    const reachable = delta < TIME_LIMIT && (!stepsBack || needsStamp);
    if (!this.#open || lost !== 0 || !fits || !reachable) {
      this.finish();
      this.#start(timestamp, lost);
      this.#writeEvent(record, 0, short, padded);
    } else {
      if (needsStamp) this.#writeTime(TYPE_TIME_STAMP, timestamp);
      else if (timeSize > 0) this.#writeTime(TYPE_TIME_EXTEND, delta);
      this.#writeEvent(record, timeSize > 0 ? 0 : Number(delta), short, padded);
    }
    this.#time = timestamp;
    return true;
  }

  /** Emits the page that is being filled. */
  finish(): void {
    if (!this.#open) return;
    this.#open = false;
    const { commitOffset, longSize, dataOffset } = this.#shape;
    let commit = this.#at - dataOffset;
    if (this.#lost !== 0) commit += LOSS;
    if (this.#lost > 0) {
      commit += LOSS_COUNTED;
      this.#writeLong(this.#at, this.#lost, 0);
    }
    // The kernel sets bit 31 of a signed long, which extends it.
    this.#writeLong(commitOffset, commit, this.#lost !== 0 && longSize === 8 ? 0xffffffff : 0);
    this.#emit(this.#bytes);
  }

  #tailSize(): number {
    return this.#lost > 0 ? this.#shape.longSize : 0;
  }

  #start(timestamp: bigint, lost: number): void {
    this.#bytes.fill(0);
    this.#view.setBigUint64(this.#shape.timestampOffset, timestamp, this.#littleEndian);
    this.#at = this.#shape.dataOffset;
    this.#lost = lost;
    this.#open = true;
  }

  #writeHeader(type: number, delta: number): void {
    const word = this.#littleEndian ? delta * 32 + type : type * 2 ** 27 + delta;
    this.#view.setUint32(this.#at, word, this.#littleEndian);
    this.#at += 4;
  }

  #writeTime(type: number, time: bigint): void {
    this.#writeHeader(type, Number(time & (DELTA_LIMIT - 1n)));
    this.#view.setUint32(this.#at, Number(time >> 27n), this.#littleEndian);
    this.#at += 4;
  }

  #writeEvent(record: RawRecord, delta: number, short: boolean, padded: number): void {
    this.#writeHeader(short ? padded / 4 : 0, delta);
    if (!short) {
      this.#view.setUint32(this.#at, record.size + 4, this.#littleEndian);
      this.#at += 4;
    }
    const { view, at, size } = record;
    this.#bytes.set(new Uint8Array(view.buffer, view.byteOffset + at, size), this.#at);
    this.#at += padded;
  }

  #writeLong(at: number, low: number, high: number): void {
    if (this.#shape.longSize === 4) {
      this.#view.setUint32(at, low, this.#littleEndian);
      return;
    }
    this.#view.setUint32(at + (this.#littleEndian ? 0 : 4), low, this.#littleEndian);
    this.#view.setUint32(at + (this.#littleEndian ? 4 : 0), high, this.#littleEndian);
  }
}
