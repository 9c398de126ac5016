/* Texts that lines are put together of. Callers have made room, and for eight bytes more, which may be overwritten. */

/** Appends a name for an address, where there is no room for it in its slot: `kind` is 0 for the name, 1 for the name and offset. */
declare function writeSymbol(high: i32, low: i32, kind: u32, at: u32): u32;
/** Fills the slot of an address. */
declare function fillSymbol(high: i32, low: i32, kind: u32, slot: u32): void;

/** A text that stands for a number: an address of the kernel, or a thread. What fits no slot is `LONG`. */
@unmanaged
class SymbolSlot {
  address: u64;
  kind: u32;
  /** 0 for a slot that is free. */
  length: u32;
}
const SYMBOL_SLOT: u32 = 128;
const SYMBOL_MASK: u32 = 511;
export const LONG: u32 = 0xffff;

/** The lowest bit of each byte of a word. */
const LOWEST_BITS: u64 = ((<u64>0x01010101) << 32) | 0x01010101;

let symbols: u32 = 0;

/** Uses zeroed memory at `address` for 512 texts of addresses. */
export function setSymbols(address: u32): void {
  symbols = address;
}

/** Copies whole words. */
export function copyWords(from: u32, length: u32, at: u32): u32 {
  for (let done: u32 = 0; done < length; done += 8) store<u64>(at + done, load<u64>(from + done));
  return at + length;
}

/** Copies bytes of a record up to a NUL, at most `length`. */
export function copyText(from: u32, length: u32, at: u32): u32 {
  for (let done: u32 = 0; done < length; done += 8) {
    const word = load<u64>(from + done);
    store<u64>(at + done, word);
    // The lowest bit that is set belongs to the first byte that is zero.
    const zeroes = (word - LOWEST_BITS) & ~word & (LOWEST_BITS << 7);
    if (zeroes !== 0) return at + min<u32>(done + (<u32>ctz<u64>(zeroes) >>> 3), length);
  }
  return at + length;
}

/** `%ps` and `%pS`. */
export function symbol(address: u64, kind: u32, at: u32): u32 {
  const low = <u32>address;
  const place = symbols + (((low >>> 4) ^ (low >>> 12) ^ kind) & SYMBOL_MASK) * SYMBOL_SLOT;
  const slot = changetype<SymbolSlot>(place);
  if (slot.length === 0 || slot.address !== address || slot.kind !== kind) {
    slot.address = address;
    slot.kind = kind;
    fillSymbol(<i32>(address >>> 32), <i32>low, kind, place);
  }
  if (slot.length === LONG) return writeSymbol(<i32>(address >>> 32), <i32>low, kind, at);
  return copyWords(place + offsetof<SymbolSlot>(), slot.length, at);
}
