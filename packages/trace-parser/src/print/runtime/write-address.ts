import type { TextOutput } from '../../bytes/text-output.ts';
import { WordText } from '../../bytes/word-text.ts';
import type { PrintContext } from '../environment.ts';
import { toBigInt } from './wide.ts';
import { writeHex64 } from './write-number.ts';

const ADDRESS_ROOM = 18;
const NIL = [40, 110, 105, 108, 41];

/** `%p` as glibc prints it, which is what trace-cmd shows; the kernel prints hashed pointers without 0x. */
export function writePointer(bytes: Uint8Array, at: number, high: number, low: number): number {
  if ((high | low) === 0) {
    bytes.set(NIL, at);
    return at + NIL.length;
  }
  bytes[at] = 48;
  bytes[at + 1] = 120;
  return writeHex64(bytes, at + 2, high, low);
}

/** Texts of addresses that are kept; a power of two. Events name few places in the kernel, again and again. */
const CACHE_SIZE = 256;

/** Appends an address given as two halves. */
export type SymbolWriter = (out: TextOutput, high: number, low: number) => void;

/** The name of the place that an address is at, or the address. */
export function describeAddress(
  high: number,
  low: number,
  withOffset: boolean,
  context: Pick<PrintContext, 'symbols'>,
): string {
  const address = toBigInt(high, low);
  const symbol = context.symbols().find(address);
  if (symbol === undefined) return `0x${address.toString(16)}`;
  return withOffset ? `${symbol.name}+0x${symbol.offset.toString(16)}` : symbol.name;
}

/** A writer for `%ps` (name) or `%pS` (name and offset); the address where there is no symbol. */
export function createSymbolWriter(withOffset: boolean, context: PrintContext): SymbolWriter {
  const highs = new Int32Array(CACHE_SIZE);
  const lows = new Int32Array(CACHE_SIZE);
  const texts = new Array<WordText | undefined>(CACHE_SIZE).fill(undefined);
  return (out, high, low) => {
    const place = ((low >>> 4) ^ (low >>> 12)) & (CACHE_SIZE - 1);
    let text = texts[place];
    if (text === undefined || highs[place] !== (high | 0) || lows[place] !== (low | 0)) {
      text = new WordText(describeAddress(high, low, withOffset, context));
      texts[place] = text;
      highs[place] = high;
      lows[place] = low;
    }
    text.append(out);
  };
}

/** A number where `%s` wants text is an address: of a printk format, or of something that was not recorded. */
export function appendAddressText(out: TextOutput, high: number, low: number, context: PrintContext): void {
  const text = context.printk().get(toBigInt(high, low));
  if (text !== undefined) {
    out.text(text);
    return;
  }
  out.reserve(ADDRESS_ROOM);
  out.length = writeHex64(out.bytes, out.length, high, low);
}
