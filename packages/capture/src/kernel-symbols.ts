const NEWLINE = 0x0a;
const BLANK = 0x20;
const DOLLAR = 0x24;
const LETTER_A = 0x41;
const ADDRESS_DIGITS = 16;
const TWO_TO_32 = 2 ** 32;
/** Half of the address space: a 64-bit kernel lives in the upper one. */
const UPPER_HALF = 0x80000000;
/** Distances from the lowest kernel symbol stay exact in a double up to 2^53. */
const MAX_HIGH_SPREAD = 1 << 21;
const LITTLE_ENDIAN = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

/**
 * The part of /proc/kallsyms that a reader of one trace can ask for. The whole is 5.4 MB, most of a small trace.dat.
 *
 * A reader turns a value v into the symbol with the greatest address <= v, unless that symbol is the very last one,
 * which has no end. Every v it may look up is an 8-byte word of the page data, and event fields lie at 4-byte steps.
 * So for each word between the first and the last kernel symbol these are kept: the greatest symbol <= v (then no
 * kept symbol comes nearer), the next one (for readers that print a symbol's size), and the last of all (then the
 * symbol before it still has an end). Symbols in the lower half (per-CPU offsets) are few, and any small number
 * could mean one: all of them are kept. Readers drop absolute symbols and names that begin with `$`; so are they here.
 */
export class KernelSymbols {
  readonly #text: Buffer;
  /** Where the line of each symbol starts, in the order of their addresses. */
  readonly #starts: Uint32Array;
  /** Distance of each symbol from #baseHigh << 32; negative in the lower half. */
  readonly #addresses: Float64Array;
  readonly #kept: Uint8Array;
  /** Index of the first symbol in the upper half. */
  readonly #firstUpper: number;
  readonly #baseHigh: number;
  readonly #lastHigh: number;

  private constructor(text: Buffer, lines: ParsedLines, baseHigh: number, lastHigh: number) {
    const { starts, highs, lows } = lines;
    const distances = highs.map((high, line) => (high - baseHigh) * TWO_TO_32 + (lows[line] as number));
    // Array.prototype.sort is stable (aliases keep the order of the file) and quick on what is nearly sorted.
    const order = distances
      .map((_, line) => line)
      .sort((a, b) => (distances[a] as number) - (distances[b] as number));
    this.#text = text;
    this.#starts = Uint32Array.from(order, (line) => starts[line] as number);
    this.#addresses = Float64Array.from(order, (line) => distances[line] as number);
    this.#baseHigh = baseHigh;
    this.#lastHigh = lastHigh;
    this.#firstUpper = this.#addresses.findIndex((address) => address >= 0);
    this.#kept = new Uint8Array(order.length).fill(1, 0, this.#firstUpper);
    this.#keep(order.length - 1);
  }

  /** Undefined when nothing can be chosen: addresses are hidden (kptr_restrict), or are not of 64 bits. */
  static parse(text: Buffer): KernelSymbols | undefined {
    const lines = parseLines(text);
    let [lowest, highest] = [TWO_TO_32, 0];
    for (const high of lines.highs) {
      if (high < UPPER_HALF) continue;
      if (high < lowest) lowest = high;
      if (high > highest) highest = high;
    }
    const usable = highest >= UPPER_HALF && highest - lowest < MAX_HIGH_SPREAD;
    return usable ? new KernelSymbols(text, lines, lowest, highest) : undefined;
  }

  /** Takes note of every symbol that a word of these pages (in the machine's byte order) can mean. */
  markReferenced(words: Uint32Array): void {
    const [highAt, lowAt] = LITTLE_ENDIAN ? [1, 0] : [0, 1];
    const baseHigh = this.#baseHigh;
    const lastHigh = this.#lastHigh;
    for (let index = 0; index + 1 < words.length; index++) {
      const high = words[index + highAt] as number;
      if (high < baseHigh || high > lastHigh) continue;
      this.#mark((high - baseHigh) * TWO_TO_32 + (words[index + lowAt] as number));
    }
  }

  #mark(address: number): void {
    const addresses = this.#addresses;
    let [low, high] = [this.#firstUpper, addresses.length];
    if (address < (addresses[low] as number) || address > (addresses[high - 1] as number)) return;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((addresses[middle] as number) <= address) low = middle;
      else high = middle;
    }
    this.#keep(low);
    if (high < addresses.length) this.#keep(high);
  }

  /** Keeps a symbol with all its aliases, so that a reader's choice among them stays its own. */
  #keep(index: number): void {
    if (this.#kept[index] === 1) return;
    const address = this.#addresses[index];
    let first = index;
    while (this.#addresses[first - 1] === address) first--;
    for (let alias = first; this.#addresses[alias] === address; alias++) this.#kept[alias] = 1;
  }

  /** The kept lines, as they stand in /proc/kallsyms, by address. */
  format(): Buffer {
    const starts = this.#starts.filter((_, index) => this.#kept[index] === 1);
    const lines = Array.from(starts, (start) =>
      this.#text.subarray(start, this.#text.indexOf(NEWLINE, start) + 1),
    );
    return Buffer.concat(lines);
  }
}

/** Parallel columns: where a line starts, and the halves of its address. */
interface ParsedLines {
  starts: number[];
  highs: number[];
  lows: number[];
}

/** Lines `ffffffff81000000 T _stext`, without absolute symbols and names that begin with `$`. */
function parseLines(text: Buffer): ParsedLines {
  const lines: ParsedLines = { starts: [], highs: [], lows: [] };
  for (let start = 0; start < text.length; ) {
    let newline = start;
    while (newline < text.length && text[newline] !== NEWLINE) newline++;
    const type = text[start + ADDRESS_DIGITS + 1] as number;
    const named = text[start + ADDRESS_DIGITS] === BLANK && text[start + ADDRESS_DIGITS + 3] !== DOLLAR;
    if (named && newline < text.length && (type & ~BLANK) !== LETTER_A) {
      lines.starts.push(start);
      lines.highs.push(parseHex(text, start));
      lines.lows.push(parseHex(text, start + 8));
    }
    start = newline + 1;
  }
  return lines;
}

/** Eight hexadecimal digits, lower case. */
function parseHex(text: Buffer, start: number): number {
  let value = 0;
  for (let index = start; index < start + 8; index++) {
    const digit = text[index] as number;
    value = value * 16 + (digit <= 0x39 ? digit - 0x30 : digit - 0x57);
  }
  return value;
}
