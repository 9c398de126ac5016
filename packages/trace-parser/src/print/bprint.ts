import { readText } from '../bytes/latin1.ts';
import { compileInteger } from '../format/read-integer.ts';
import { type Conversion, parseConversions } from './conversion.ts';
import type { PrintContext } from './environment.ts';
import { formatNumber, padText } from './format-number.ts';
import { formatPointer, formatSymbol } from './format-pointer.ts';
import { castInteger, type Integer } from './integer.ts';

/** Pointers that the kernel stores as they are; all others it stores as finished text (lib/vsprintf.c, vbin_printf). */
const RAW_POINTERS = new Set(['p', 'ps', 'pS', 'pf', 'pF', 'pB', 'px', 'pK', 'pe']);

/** Takes the packed arguments of a `bprint` record one after the other; past the end there are zeroes and no text. */
class PackedArguments {
  readonly #view: DataView;
  readonly #start: number;
  readonly #end: number;
  readonly #littleEndian: boolean;
  #at: number;

  constructor(view: DataView, start: number, end: number, littleEndian: boolean) {
    this.#view = view;
    this.#start = start;
    this.#end = end;
    this.#at = start;
    this.#littleEndian = littleEndian;
  }

  /** Integers are aligned to their size, those of 8 bytes to 4. */
  integer(size: number, signed: boolean): Integer {
    const alignment = Math.min(size, 4);
    this.#at = this.#start + Math.ceil((this.#at - this.#start) / alignment) * alignment;
    const read = compileInteger(0, size, signed, this.#littleEndian);
    if (read === undefined || this.#at + size > this.#end) return 0;
    this.#at += size;
    return read(this.#view, this.#at - size);
  }

  text(): string {
    const text = readText(this.#view, this.#at, this.#end);
    this.#at = Math.min(this.#end, this.#at + text.length + 1);
    return text;
  }
}

function formatArgument(conversion: Conversion, packed: PackedArguments, context: PrintContext): string {
  const { kind } = conversion;
  const width =
    conversion.width === '*' ? Number(castInteger(packed.integer(4, true), 16, false)) : conversion.width;
  const precision = conversion.precision === '*' ? Number(packed.integer(4, true)) : conversion.precision;
  const left = conversion.left || width < 0;
  const columns = Math.abs(width);
  if (kind === 's')
    return padText(packed.text().slice(0, precision < 0 ? undefined : precision), columns, left);
  if (kind === 'c') return padText(String.fromCharCode(Number(packed.integer(1, false))), columns, left);
  if (kind.startsWith('p')) {
    if (!RAW_POINTERS.has(kind)) return padText(packed.text(), columns, left);
    const value = packed.integer(context.longSize, false);
    if (/^p[sSfFB]$/.test(kind)) {
      return padText(formatSymbol(value, kind !== 'ps' && kind !== 'pf', context), columns, left);
    }
    return padText(formatPointer(value), columns, left);
  }
  const value = packed.integer(conversion.bits / 8, kind === 'd' || kind === 'i');
  return formatNumber(value, conversion, width, precision);
}

/** The text of a `bprint` record: the printk format at `address` with the packed arguments between `start` and `end`. */
export function formatBprint(
  address: Integer,
  view: DataView,
  start: number,
  end: number,
  context: PrintContext,
): string {
  const format = context.printk().get(BigInt(address));
  if (format === undefined) return `(NO FORMAT FOUND at ${address.toString(16)})\n`;
  const packed = new PackedArguments(view, start, end, context.littleEndian);
  return parseConversions(format, context.longSize)
    .map((part) => (typeof part === 'string' ? part : formatArgument(part, packed, context)))
    .join('');
}
