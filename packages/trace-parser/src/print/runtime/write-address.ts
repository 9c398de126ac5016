import type { TextOutput } from '../../bytes/text-output.ts';
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

/** `%ps` (name) and `%pS` (name and offset); the address where there is no symbol. */
export function appendSymbol(
  out: TextOutput,
  high: number,
  low: number,
  withOffset: boolean,
  context: PrintContext,
): void {
  const symbol = context.symbols().find(toBigInt(high, low));
  if (symbol !== undefined) {
    out.text(withOffset ? `${symbol.name}+0x${symbol.offset.toString(16)}` : symbol.name);
    return;
  }
  out.reserve(ADDRESS_ROOM);
  out.bytes[out.length] = 48;
  out.bytes[out.length + 1] = 120;
  out.length = writeHex64(out.bytes, out.length + 2, high, low);
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
