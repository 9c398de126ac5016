import type { PrintContext } from './environment.ts';
import { type Integer, toHex, toUnsigned64 } from './integer.ts';

/** A symbol for `%ps` (name) and `%pS` (name and offset); the address where there is none. */
export function formatSymbol(value: Integer, withOffset: boolean, context: PrintContext): string {
  const symbol = context.symbols().find(BigInt(toUnsigned64(value)));
  if (symbol === undefined) return `0x${toHex(value)}`;
  return withOffset ? `${symbol.name}+0x${symbol.offset.toString(16)}` : symbol.name;
}

/** `%p` as glibc prints it, which is what trace-cmd shows; the kernel prints hashed pointers without 0x. */
export function formatPointer(value: Integer): string {
  return value === 0 ? '(nil)' : `0x${toHex(value)}`;
}
