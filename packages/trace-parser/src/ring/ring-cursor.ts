import type { DiagnosticCode } from '../diagnostics.ts';
import type { CpuStream } from './cpu-stream.ts';
import type { DamageListener } from './page-damage.ts';

/*
 * Walks the sub-buffers of one CPU (include/linux/ring_buffer.h, kernel/trace/ring_buffer.c). Damage inside a page costs the
 * rest of that page: pages start at fixed multiples, so it cannot spread. Every step moves forward by at least 4 bytes.
 */

const TYPE_PADDING = 29;
const TYPE_TIME_EXTEND = 30;
const COMMIT_MASK = (1 << 27) - 1;
const MISSED_EVENTS = 1 << 31;
const MISSED_STORED = 1 << 30;
const TIME_EXTEND_UNIT = 1 << 27;
const STAMP_HIGH_BITS = 0xf8n << 56n;
const STAMP_RANGE = 1n << 59n;

export class RingCursor {
  readonly #stream: CpuStream;
  readonly #onDamage: DamageListener | undefined;
  readonly #littleEndian: boolean;
  #pageNumber = -1;
  #at = 0;
  #end = 0;
  #pendingLoss = 0;

  /** The current event: payload of `size` bytes at `payload` of `view`, at time `base` + `delta`. */
  view: DataView = new DataView(new ArrayBuffer(0));
  payload = 0;
  size = 0;
  base = 0n;
  delta = 0;
  /** Events lost just before: a count, or -1. */
  lost = 0;
  /** Time since `origin`, for ordering. */
  order = 0;
  readonly #origin: bigint;
  #baseOrder = 0;

  constructor(stream: CpuStream, origin: bigint, onDamage?: DamageListener) {
    this.#stream = stream;
    this.#origin = origin;
    this.#onDamage = onDamage;
    this.#littleEndian = stream.littleEndian;
  }

  get stream(): CpuStream {
    return this.#stream;
  }

  /** Index of the page the current event is on. */
  get pageNumber(): number {
    return this.#pageNumber;
  }

  /** Bytes of the page after the current event, up to its commit. */
  get rest(): number {
    return this.#end - this.#at;
  }

  /** Moves to the next event; false after the last. */
  advance(): boolean {
    for (;;) {
      while (this.#at < this.#end) if (this.#readEvent()) return true;
      if (!this.#openPage()) return false;
    }
  }

  #readEvent(): boolean {
    const { view } = this;
    const at = this.#at;
    const left = this.#end - at;
    if (left < 4) return this.#skipPage('header-short', `${left} bytes are left for an event header`);
    const word = view.getUint32(at, this.#littleEndian);
    const type = this.#littleEndian ? word & 31 : word >>> 27;
    const delta = this.#littleEndian ? word >>> 5 : word & COMMIT_MASK;
    if (type > 0 && type < TYPE_PADDING) return this.#takeEvent(at + 4, type * 4, type * 4, delta);
    if (type === TYPE_PADDING && delta === 0) {
      return this.#skipPage('padding-inside', 'padding to the page end lies inside the committed data');
    }
    if (left < 8) {
      const code = type === 0 ? 'data-length' : type === TYPE_PADDING ? 'padding-length' : 'time-short';
      return this.#skipPage(code, `an event of type ${type} ends with its header`);
    }
    const value = view.getUint32(at + 4, this.#littleEndian);
    if (type === 0) {
      if (value < 4) return this.#skipPage('data-length', `a data length of ${value} does not count itself`);
      return this.#takeEvent(at + 8, value - 4, 4 * Math.ceil(value / 4) - 4, delta);
    }
    if (type === TYPE_PADDING) {
      if (value < 4 || value > left - 4)
        return this.#skipPage('padding-length', `a padding length of ${value}`);
      this.#at = at + 4 + 4 * Math.ceil(value / 4);
      this.delta += delta;
    } else {
      this.#at = at + 8;
      if (type === TYPE_TIME_EXTEND) this.#extendTime(value, delta);
      else this.#setTime((BigInt(value) << 27n) | BigInt(delta));
    }
    return false;
  }

  #takeEvent(payload: number, size: number, room: number, delta: number): boolean {
    if (room > this.#end - payload) {
      return this.#skipPage('event-overflow', `an event of ${size} bytes reaches beyond the committed data`);
    }
    if (size < 2)
      return this.#skipPage('event-id-missing', `an event of ${size} bytes has no room for its id`);
    this.#at = payload + room;
    this.delta += delta;
    this.order = this.#baseOrder + this.delta;
    this.payload = payload;
    this.size = size;
    this.lost = this.#pendingLoss;
    this.#pendingLoss = 0;
    return true;
  }

  #extendTime(high: number, low: number): void {
    const sum = this.delta + high * TIME_EXTEND_UNIT + low;
    if (sum <= Number.MAX_SAFE_INTEGER) this.delta = sum;
    else this.#rebase(this.base + BigInt(this.delta) + ((BigInt(high) << 27n) | BigInt(low)));
  }

  /** An absolute stamp carries 59 bits; the ones above come from the time so far (since 5.17, ring_buffer.c rb_fix_abs_ts). */
  #setTime(stamp: bigint): void {
    const now = this.base + BigInt(this.delta);
    let time = stamp;
    if ((now & STAMP_HIGH_BITS) !== 0n) {
      time |= now & STAMP_HIGH_BITS;
      if (time < now) time += STAMP_RANGE;
    }
    this.#rebase(BigInt.asUintN(64, time));
  }

  #rebase(time: bigint): void {
    this.base = time;
    this.delta = 0;
    this.#baseOrder = Number(time - this.#origin);
  }

  #skipPage(code: DiagnosticCode, message: string): false {
    this.#report(code, message, this.#at, this.#end - this.#at);
    this.#at = this.#end;
    return false;
  }

  #report(code: DiagnosticCode, message: string, offset: number, bytesSkipped: number): void {
    this.#onDamage?.({ code, message, offset, page: this.#pageNumber, bytesSkipped });
  }

  #openPage(): boolean {
    const { pages, layout, pageSize } = this.#stream;
    this.#pageNumber++;
    if (this.#pageNumber >= pages.count) return false;
    const { view, offset } = pages.page(this.#pageNumber);
    this.view = view;
    const longHalf = layout.longSize === 8 && !this.#littleEndian ? 4 : 0;
    const commit = view.getUint32(offset + layout.commitOffset + longHalf, this.#littleEndian);
    const length = commit & COMMIT_MASK;
    const capacity = pageSize - layout.dataOffset;
    this.#at = offset + layout.dataOffset;
    this.#end = this.#at;
    if (length > capacity) {
      this.#report('page-header', `${length} committed bytes on a page for ${capacity}`, offset, capacity);
      return true;
    }
    if (length === 0) {
      const last = this.#pageNumber === pages.count - 1;
      if (!last) this.#report('page-empty', 'an empty page among others', offset, 0);
      return true;
    }
    this.#end += length;
    this.#rebase(view.getBigUint64(offset + layout.timestampOffset, this.#littleEndian));
    if ((commit & MISSED_EVENTS) !== 0) this.#addLoss(this.#readLoss(view, commit, length, capacity));
    return true;
  }

  /** A page without a readable event leaves its loss to the next. */
  #addLoss(count: number): void {
    const unknown = count < 0 || this.#pendingLoss < 0;
    this.#pendingLoss = unknown ? -1 : this.#pendingLoss + count;
  }

  /** The count of lost events stands right after the committed data where it fits. */
  #readLoss(view: DataView, commit: number, length: number, capacity: number): number {
    if ((commit & MISSED_STORED) === 0) return -1;
    const { longSize } = this.#stream.layout;
    const count =
      length + longSize > capacity
        ? Number.NaN
        : longSize === 8
          ? Number(view.getBigInt64(this.#end, this.#littleEndian))
          : view.getInt32(this.#end, this.#littleEndian);
    if (count > 0 && Number.isSafeInteger(count)) return count;
    this.#report('lost-count', 'the count of lost events is not to be read', this.#end, 0);
    return -1;
  }
}
