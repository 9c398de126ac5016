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
/** The shortest line: an address digit, a type and a name of one letter, two blanks between, and the end of the line. */
const SHORTEST_LINE = 6;
const NO_DIGIT = -1;

function readDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const letter = byte | 0x20;
  return letter >= 97 && letter <= 102 ? letter - 87 : NO_DIGIT;
}

/** Symbols as columns over the text: both halves of the address, and where the name begins. */
class Symbols {
  readonly high: Uint32Array;
  readonly low: Uint32Array;
  readonly names: Uint32Array;
  count = 0;
  /** Whether every address is at least the one before. */
  sorted = true;

  constructor(capacity: number) {
    this.high = new Uint32Array(capacity);
    this.low = new Uint32Array(capacity);
    this.names = new Uint32Array(capacity);
  }

  /** Takes the line from `start` to `end` in, if it is a symbol that can be looked up. */
  add(bytes: Uint8Array, start: number, end: number): void {
    let high = 0;
    let low = 0;
    let at = start;
    for (; at < end && at - start < 17; at++) {
      const digit = readDigit(bytes[at] ?? 0);
      if (digit === NO_DIGIT) break;
      high = ((high << 4) | (low >>> 28)) >>> 0;
      low = ((low << 4) | digit) >>> 0;
    }
    const digits = at - start;
    if (digits === 0 || digits > 16 || at + 3 >= end) return;
    const isAbsolute = ((bytes[at + 1] ?? 0) | 0x20) === 97;
    const first = bytes[at + 3];
    if (bytes[at] !== BLANK || bytes[at + 2] !== BLANK || isAbsolute || first === DOLLAR || first === TAB)
      return;
    const last = this.count - 1;
    const lastHigh = this.high[last] ?? 0;
    if (high < lastHigh || (high === lastHigh && low < (this.low[last] ?? 0))) this.sorted = false;
    this.high[this.count] = high;
    this.low[this.count] = low;
    this.names[this.count] = at + 3;
    this.count++;
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
    for (const [to, from] of order.entries()) {
      ordered.high[to] = high[from] ?? 0;
      ordered.low[to] = low[from] ?? 0;
      ordered.names[to] = names[from] ?? 0;
    }
    ordered.count = this.count;
    return ordered;
  }
}

function collectSymbols(bytes: Uint8Array): Symbols {
  let lines = 1;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) lines++;
  const symbols = new Symbols(Math.min(lines, Math.ceil(bytes.length / SHORTEST_LINE)));
  for (let start = 0; start < bytes.length; ) {
    const newline = bytes.indexOf(NEWLINE, start);
    const end = newline < 0 ? bytes.length : newline;
    symbols.add(bytes, start, Math.min(end, start + LONGEST_LINE));
    start = end + 1;
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
