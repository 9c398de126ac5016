import type { TextOutput } from '../../bytes/text-output.ts';
import { copyText } from './write-text.ts';

/**
 * The packed arguments of a `bprint` record (lib/vsprintf.c, vbin_printf), taken one after the other; past the end there are zeroes
 * and no text. An integer is left in `high` and `low`.
 */
export class PackedArguments {
  high = 0;
  low = 0;
  readonly #littleEndian: boolean;
  #view: DataView = new DataView(new ArrayBuffer(0));
  #start = 0;
  #end = 0;
  #at = 0;

  constructor(littleEndian: boolean) {
    this.#littleEndian = littleEndian;
  }

  /** Begins with the arguments between two positions. */
  open(view: DataView, start: number, end: number): void {
    this.#view = view;
    this.#start = start;
    this.#end = end;
    this.#at = start;
  }

  /** Takes an integer of 1, 2, 4 or 8 bytes. They are aligned to their size, those of 8 bytes to 4. */
  takeInteger(size: number, signed: boolean): void {
    const alignment = Math.min(size, 4);
    this.#at = this.#start + Math.ceil((this.#at - this.#start) / alignment) * alignment;
    this.high = 0;
    this.low = 0;
    if (this.#at + size > this.#end) return;
    const at = this.#at;
    this.#at += size;
    if (size === 8) {
      this.high = this.#view.getInt32(this.#littleEndian ? at + 4 : at, this.#littleEndian);
      this.low = this.#view.getInt32(this.#littleEndian ? at : at + 4, this.#littleEndian);
      return;
    }
    if (size === 4) this.low = this.#view.getInt32(at, this.#littleEndian);
    else if (size === 2)
      this.low = signed
        ? this.#view.getInt16(at, this.#littleEndian)
        : this.#view.getUint16(at, this.#littleEndian);
    else this.low = signed ? this.#view.getInt8(at) : this.#view.getUint8(at);
    if (signed) this.high = this.low >> 31;
  }

  /** Takes a text with the NUL that ends it, and appends at most `most` bytes of it. */
  takeText(out: TextOutput, most: number): void {
    const room = Math.max(0, this.#end - this.#at);
    out.reserve(room);
    const begin = out.length;
    const end = copyText(this.#view, this.#at, room, out.bytes, begin);
    this.#at = Math.min(this.#end, this.#at + end - begin + 1);
    out.length = Math.min(end, begin + most);
  }
}
