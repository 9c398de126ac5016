import { decodeLatin1 } from '../bytes/latin1.ts';

/** Kernel symbols in address order. */
export interface SymbolTable {
  /** The symbol at or below an address; nothing below the first and nothing from the last one on, which has no end. */
  find(address: bigint): { readonly name: string; readonly offset: bigint } | undefined;
}

const NEWLINE = 10;
const TAB = 9;
const BLANK = 32;
const DOLLAR = 36;
const LONGEST_LINE = 1024;
/** An address, and a name of some twenty letters. */
const USUAL_LINE = 40;
const MOST_DIGITS = 16;
const NO_DIGIT = -1;

/** Values of hexadecimal digits by their letter, NO_DIGIT for all else. */
const DIGITS = new Int8Array(256).fill(NO_DIGIT);
for (let value = 0; value < 16; value++) {
  const digit = value.toString(16);
  DIGITS[digit.charCodeAt(0)] = value;
  DIGITS[digit.toUpperCase().charCodeAt(0)] = value;
}

/** Symbols as columns over the text: both halves of the address, and where the name begins. */
class Symbols {
  high: Uint32Array;
  low: Uint32Array;
  names: Uint32Array;
  count = 0;
  /** Whether every address is at least the one before. */
  sorted = true;

  constructor(capacity: number) {
    this.high = new Uint32Array(capacity);
    this.low = new Uint32Array(capacity);
    this.names = new Uint32Array(capacity);
  }

  #grow(): void {
    const larger = new Symbols(2 * this.high.length);
    larger.high.set(this.high);
    larger.low.set(this.low);
    larger.names.set(this.names);
    this.high = larger.high;
    this.low = larger.low;
    this.names = larger.names;
  }

  add(high: number, low: number, name: number): void {
    const { count } = this;
    if (count === this.high.length) this.#grow();
    if (count > 0) {
      const lastHigh = this.high[count - 1] as number;
      if (high < lastHigh || (high === lastHigh && low < (this.low[count - 1] as number)))
        this.sorted = false;
    }
    this.high[count] = high;
    this.low[count] = low;
    this.names[count] = name;
    this.count = count + 1;
  }

  /** The symbols in order of address; those of one address in the order of the text. */
  sort(): Symbols {
    if (this.sorted) return this;
    const { high, low, names } = this;
    const order = Uint32Array.from({ length: this.count }, (_, index) => index).sort(
      (left, right) =>
        (high[left] ?? 0) - (high[right] ?? 0) || (low[left] ?? 0) - (low[right] ?? 0) || left - right,
    );
    const ordered = new Symbols(this.count);
    for (const index of order) ordered.add(high[index] ?? 0, low[index] ?? 0, names[index] ?? 0);
    return ordered;
  }
}

/** Takes the line at `start` in, if it is a symbol that can be looked up; returns where its name was looked for. */
function addLine(symbols: Symbols, bytes: Uint8Array, start: number): number {
  let high = 0;
  let low = 0;
  let at = start;
  for (const limit = start + MOST_DIGITS; ; at++) {
    const digit = DIGITS[bytes[at] ?? NEWLINE] as number;
    if (digit === NO_DIGIT) break;
    if (at === limit) return at;
    high = ((high << 4) | (low >>> 28)) >>> 0;
    low = ((low << 4) | digit) >>> 0;
  }
  if (at === start || at + 3 >= bytes.length) return at;
  const type = bytes[at + 1] as number;
  const first = bytes[at + 3] as number;
  const isLine = bytes[at] === BLANK && type !== NEWLINE && bytes[at + 2] === BLANK && first !== NEWLINE;
  if (!isLine) return at;
  const isAbsolute = (type | 0x20) === 97;
  if (!isAbsolute && first !== DOLLAR && first !== TAB) symbols.add(high, low, at + 3);
  return at + 3;
}

/** One pass: most of the time until a report's first symbol is spent here. */
function collectSymbols(bytes: Uint8Array): Symbols {
  const symbols = new Symbols(Math.ceil(bytes.length / USUAL_LINE) + 1);
  const { length } = bytes;
  for (let at = 0; at < length; at++) {
    at = addLine(symbols, bytes, at);
    while (at < length && bytes[at] !== NEWLINE) at++;
  }
  return symbols.sort();
}

/** The name that begins at `start`: up to the tab before a module, or to the end of the line. */
function readName(bytes: Uint8Array, start: number): string {
  let end = start;
  while (end < bytes.length && end - start < LONGEST_LINE && bytes[end] !== TAB && bytes[end] !== NEWLINE)
    end++;
  return decodeLatin1(bytes, start, end);
}

/**
 * Parses `/proc/kallsyms`, whose bytes the table keeps. Absolute symbols and mapping symbols (`$x`) are no code and are left out; a table
 * whose addresses are all zero (kptr_restrict) finds nothing.
 */
export function parseKallsyms(bytes: Uint8Array): SymbolTable {
  const { high, low, names, count } = collectSymbols(bytes);

  function precedes(index: number, addressHigh: number, addressLow: number): boolean {
    const symbolHigh = high[index] ?? 0;
    return symbolHigh < addressHigh || (symbolHigh === addressHigh && (low[index] ?? 0) < addressLow);
  }

  /** How many symbols lie below the address. */
  function countBelow(addressHigh: number, addressLow: number): number {
    let first = 0;
    let end = count;
    while (first < end) {
      const middle = (first + end) >>> 1;
      if (precedes(middle, addressHigh, addressLow)) first = middle + 1;
      else end = middle;
    }
    return first;
  }

  function find(address: bigint): { name: string; offset: bigint } | undefined {
    const addressHigh = Number((address >> 32n) & 0xffffffffn);
    const addressLow = Number(address & 0xffffffffn);
    const below = countBelow(addressHigh, addressLow);
    const exact = below < count && high[below] === addressHigh && low[below] === addressLow;
    let index = exact ? below : below - 1;
    if (index < 0 || isLast(index)) return undefined;
    if (!exact) index = countBelow(high[index] ?? 0, low[index] ?? 0);
    const start = (BigInt(high[index] ?? 0) << 32n) | BigInt(low[index] ?? 0);
    return { name: readName(bytes, names[index] ?? 0), offset: address - start };
  }

  function isLast(index: number): boolean {
    return high[index] === high[count - 1] && low[index] === low[count - 1];
  }

  return { find };
}
