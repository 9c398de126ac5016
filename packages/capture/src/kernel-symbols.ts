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
  /** Start and end of each symbol's line, and its distance from #base, in the order of their addresses. */
  readonly #lines: readonly { start: number; end: number; at: number }[];
  readonly #kept: Uint8Array;
  readonly #lowest: number;
  readonly #baseHigh: number;
  readonly #lastHigh: number;
  readonly #last: number;

  private constructor(text: Buffer, upper: ParsedLine[], lower: ParsedLine[]) {
    this.#text = text;
    this.#baseHigh = upper.reduce((least, line) => Math.min(least, line.high), TWO_TO_32);
    this.#lastHigh = upper.reduce((most, line) => Math.max(most, line.high), 0);
    const distance = (line: ParsedLine): number => (line.high - this.#baseHigh) * TWO_TO_32 + line.low;
    // Array.prototype.sort is stable (aliases keep the order of the file) and quick on what is nearly sorted.
    this.#lines = [
      ...lower.map(({ start, end }) => ({ start, end, at: -1 })),
      ...upper
        .map((line) => ({ start: line.start, end: line.end, at: distance(line) }))
        .sort((a, b) => a.at - b.at),
    ];
    this.#kept = new Uint8Array(this.#lines.length).fill(1, 0, lower.length);
    this.#lowest = this.#lines[lower.length]?.at ?? 0;
    this.#last = this.#lines.at(-1)?.at ?? 0;
    this.#keep(this.#lines.length - 1);
  }

  /**
   * Undefined when nothing can be chosen: addresses are hidden (kptr_restrict), or are not of 64 bits.
   */
  static parse(text: Buffer): KernelSymbols | undefined {
    const lines = parseLines(text);
    const upper = lines.filter((line) => line.high >= UPPER_HALF);
    const lower = lines.filter((line) => line.high < UPPER_HALF);
    const highs = upper.map((line) => line.high);
    const spread =
      highs.reduce((a, b) => Math.max(a, b), 0) - highs.reduce((a, b) => Math.min(a, b), TWO_TO_32);
    return upper.length === 0 || spread >= MAX_HIGH_SPREAD
      ? undefined
      : new KernelSymbols(text, upper, lower);
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

  #mark(at: number): void {
    if (at < this.#lowest || at > this.#last) return;
    let [low, high] = [0, this.#lines.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#lines[middle]?.at ?? 0) <= at) low = middle;
      else high = middle;
    }
    this.#keep(low);
    if (high < this.#lines.length) this.#keep(high);
  }

  /** Keeps a symbol with all its aliases, so that a reader's choice among them stays its own. */
  #keep(index: number): void {
    if (this.#kept[index] === 1) return;
    const at = this.#lines[index]?.at;
    let first = index;
    while (this.#lines[first - 1]?.at === at) first--;
    for (let alias = first; this.#lines[alias]?.at === at; alias++) this.#kept[alias] = 1;
  }

  /** The kept lines, as they stand in /proc/kallsyms, by address. */
  format(): Buffer {
    const kept = this.#lines.filter((_, index) => this.#kept[index] === 1);
    return Buffer.concat(kept.map((line) => this.#text.subarray(line.start, line.end)));
  }
}

interface ParsedLine {
  /** Offsets of the line, its newline included. */
  start: number;
  end: number;
  high: number;
  low: number;
}

/** Lines `ffffffff81000000 T _stext`, without absolute symbols and names that begin with `$`. */
function parseLines(text: Buffer): ParsedLine[] {
  const lines: ParsedLine[] = [];
  for (let start = 0, next = 0; start < text.length; start = next) {
    const newline = text.indexOf(NEWLINE, start);
    if (newline < 0) break;
    next = newline + 1;
    const type = text[start + ADDRESS_DIGITS + 1] ?? 0;
    if (text[start + ADDRESS_DIGITS] !== BLANK || (type & ~BLANK) === LETTER_A) continue;
    if (text[start + ADDRESS_DIGITS + 3] === DOLLAR) continue;
    lines.push({ start, end: next, high: parseHex(text, start), low: parseHex(text, start + 8) });
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
