import type { DiagnosticCode } from '../diagnostics.ts';
import type { CpuStream } from './cpu-stream.ts';
import { fillWindow } from './fill-window.ts';
import type { DamageListener } from './page-damage.ts';
import { readPageHeader } from './page-header.ts';
import type { PageWindow } from './page-source.ts';

/*
 * Walks the sub-buffers of one CPU (include/linux/ring_buffer.h, kernel/trace/ring_buffer.c). Damage inside a page costs the
 * rest of that page: pages start at fixed multiples, so it cannot spread. Every step moves forward by at least 4 bytes.
 */

const TYPE_PADDING = 29;
const TYPE_TIME_EXTEND = 30;
const DELTA_MASK = (1 << 27) - 1;
const TIME_EXTEND_UNIT = 1 << 27;
const STAMP_HIGH_BITS = 0xf8n << 56n;
const STAMP_RANGE = 1n << 59n;

const NO_VIEW = new DataView(new ArrayBuffer(0));
const NO_WINDOW: PageWindow = { first: 0, count: 0, view: NO_VIEW };

/** Pages `first` up to, not including, `end`. */
export interface PageRange {
  readonly first: number;
  readonly end: number;
}

/** A cut through a stream: before the first event on page `page` or later whose `order` is not below `order`, or on a page after it. */
export interface StreamCut {
  readonly page: number;
  readonly order: number;
}

export interface RingCursorOptions {
  /** What `order` counts from. */
  readonly origin?: bigint;
  /** Count what is stepped over as lost before the next event, by an unknown number. */
  readonly damageIsLoss?: boolean;
  /** Pages to walk; without them all. */
  readonly pages?: PageRange;
  readonly onDamage?: DamageListener;
  /** Where to begin, not before the first page. */
  readonly from?: StreamCut;
  /** Where to end. */
  readonly until?: StreamCut;
  /** Memory that windows are read into, in turn: a window with events that are in use stays as it is while the next such window is read. */
  readonly buffers?: readonly [Uint8Array, Uint8Array];
}

export class RingCursor {
  readonly stream: CpuStream;
  readonly #options: RingCursorOptions;
  readonly #littleEndian: boolean;
  readonly #origin: bigint;
  readonly #lastPage: number;
  readonly #until: StreamCut | undefined;
  #window = NO_WINDOW;
  /** Which of the two buffers the window is in, and whether an event of it is in use. */
  #buffer: 0 | 1 = 0;
  #windowUsed = false;
  #pageNumber = -1;
  #pageStart = 0;
  #at = 0;
  #end = 0;
  #pendingLoss = 0;
  #baseOrder = 0;

  /** The current event: payload of `size` bytes at `payload` of `view`, at time `base` + `delta`. */
  view: DataView = NO_VIEW;
  payload = 0;
  size = 0;
  base = 0n;
  delta = 0;
  /** Changes whenever `base` does. */
  baseChanges = 0;
  /** How many windows have been loaded. */
  windows = 0;
  /** Events lost just before: a count, or -1. */
  lost = 0;
  /** Time since `origin`, for ordering. */
  order = 0;
  /** Place among the cursors merged with this one; settles ties. */
  rank = 0;

  constructor(stream: CpuStream, options: RingCursorOptions = {}) {
    this.stream = stream;
    this.#options = options;
    this.#origin = options.origin ?? 0n;
    this.#littleEndian = stream.littleEndian;
    this.#pageNumber = (options.pages?.first ?? 0) - 1;
    this.#lastPage = Math.min(stream.pages.count, options.pages?.end ?? stream.pages.count) - 1;
    this.#until = options.until;
  }

  /** Index of the page the current event is on. */
  get pageNumber(): number {
    return this.#pageNumber;
  }

  /** Bytes of the page after the current event, up to its commit. */
  get rest(): number {
    return this.#end - this.#at;
  }

  /** Offset in the input of a place on the current page, given by its offset in `view`. */
  offsetOf(at: number): number {
    return this.stream.pages.offsetOf(this.#pageNumber) + at - this.#pageStart;
  }

  /** Says that the current event is in use: its window stays as it is until two more windows with such events have been loaded. */
  keepWindow(): void {
    this.#windowUsed = true;
  }

  /** Events lost after the last event that could be read: a count, or -1. */
  get pendingLoss(): number {
    return this.#pendingLoss;
  }

  /** Moves to the first event; false when there is none. */
  start(): boolean {
    const { from } = this.#options;
    while (this.advance()) {
      if (from === undefined || this.#pageNumber > from.page) return true;
      if (this.#pageNumber === from.page && this.order >= from.order) return true;
    }
    return false;
  }

  /** Moves to the next event; false after the last. */
  advance(): boolean {
    if (!this.#step()) return false;
    const until = this.#until;
    return until === undefined || this.#pageNumber < until.page || this.order < until.order;
  }

  #step(): boolean {
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
    const delta = this.#littleEndian ? word >>> 5 : word & DELTA_MASK;
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
    else this.#rebase(this.#now() + ((BigInt(high) << 27n) | BigInt(low)));
  }

  /** An absolute stamp carries 59 bits; the ones above come from the time so far (since 5.17, ring_buffer.c rb_fix_abs_ts). */
  #setTime(stamp: bigint): void {
    const now = this.#now();
    let time = stamp;
    if ((now & STAMP_HIGH_BITS) !== 0n) {
      time |= now & STAMP_HIGH_BITS;
      if (time < now) time += STAMP_RANGE;
    }
    this.#rebase(time);
  }

  #now(): bigint {
    return BigInt.asUintN(64, this.base + BigInt(this.delta));
  }

  /** Times are of 64 bits, and begin anew after the last, as those of the kernel do. */
  #rebase(time: bigint): void {
    this.base = BigInt.asUintN(64, time);
    this.delta = 0;
    this.baseChanges++;
    this.#baseOrder = Number(this.base - this.#origin);
  }

  #skipPage(code: DiagnosticCode, message: string): false {
    this.#report(code, message, this.offsetOf(this.#at), this.#end - this.#at);
    this.#at = this.#end;
    return false;
  }

  #report(code: DiagnosticCode, message: string, offset: number, bytesSkipped: number): void {
    this.#options.onDamage?.({ code, message, offset, page: this.#pageNumber, bytesSkipped });
    if (bytesSkipped > 0 && this.#options.damageIsLoss === true) this.#pendingLoss = -1;
  }

  /** Makes the window hold the current page; false where the page cannot be had, and then moves to the last one missing. */
  #loadWindow(): boolean {
    const { pages, pageSize } = this.stream;
    if (
      this.#pageNumber < this.#window.first ||
      this.#pageNumber >= this.#window.first + this.#window.count
    ) {
      if (this.#windowUsed) this.#buffer = this.#buffer === 0 ? 1 : 0;
      this.#windowUsed = false;
      const memory = this.#options.buffers?.[this.#buffer];
      this.#window =
        memory === undefined
          ? pages.load(this.#pageNumber)
          : fillWindow(pages, this.#pageNumber, this.#lastPage + 1, pageSize, memory);
      this.windows++;
    }
    const { first, count, view } = this.#window;
    if (view !== null) {
      this.view = view;
      return true;
    }
    const missing = first + count - this.#pageNumber;
    const message = `${missing} pages are in a part of the file that cannot be decompressed`;
    this.#report('chunk-damaged', message, pages.offsetOf(this.#pageNumber), missing * pageSize);
    this.#pageNumber += missing - 1;
    return false;
  }

  #openPage(): boolean {
    if (this.#pageNumber >= this.#lastPage) return false;
    this.#pageNumber++;
    if (!this.#loadWindow()) return true;
    const start = (this.#pageNumber - this.#window.first) * this.stream.pageSize;
    const header = readPageHeader(this.view, start, this.stream);
    this.#pageStart = start;
    this.#at = start + this.stream.layout.dataOffset;
    this.#end = this.#at;
    if (header.length > header.capacity) {
      const message = `${header.length} committed bytes on a page for ${header.capacity}`;
      this.#report('page-header', message, this.offsetOf(start), header.capacity);
      return true;
    }
    if (header.length === 0) {
      const last = this.#pageNumber === this.stream.pages.count - 1;
      // The recorder writes no empty page but the last of a CPU: what was here is gone.
      if (!last) {
        this.#report('page-empty', 'an empty page among others', this.offsetOf(start), header.capacity);
      }
      return true;
    }
    this.#end += header.length;
    this.#rebase(header.timestamp);
    if (header.lost !== 0) this.#addLoss(header.lost);
    return true;
  }

  /** A page without a readable event leaves its loss to the next. */
  #addLoss(count: number): void {
    if (Number.isNaN(count))
      this.#report('lost-count', 'the count of lost events is not to be read', this.offsetOf(this.#end), 0);
    const unknown = !(count > 0) || this.#pendingLoss < 0;
    this.#pendingLoss = unknown ? -1 : this.#pendingLoss + count;
  }
}
