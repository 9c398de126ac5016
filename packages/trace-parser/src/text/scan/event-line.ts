import {
  BLANK,
  CLOSE,
  COLON,
  DOT,
  GREATER,
  isBlank,
  LESS,
  NEWLINE,
  OPEN,
  PLUS,
  RETURN,
  readDecimal,
  SLASH,
  skipBlanks,
  skipDigits,
  skipHex,
  skipName,
  startsName,
  X,
  ZERO,
} from './letters.ts';

/**
 * The parts of a line that describes one event, as a scanner found them last; places are offsets in the bytes it was given. One
 * object serves all lines, so that none is made for each.
 */
export class EventLine {
  /** Where what precedes the pid ends: the comm, and before it the instance. */
  headEnd = 0;
  pid = 0;
  cpu = 0;
  /** The time is `billions` times 10^9 and `units`: seconds and nanoseconds where the clock has them. */
  billions = 0;
  units = 0;
  /** The name of the event; empty where the line has none. */
  nameStart = 0;
  nameEnd = 0;
  infoStart = 0;
  /** The line has something that only tracefs prints: a column of flags, a unit. */
  tracefs = false;
}

/** How the lines of a text are laid out. */
export interface Layout {
  /** Columns the comm is aligned to the right in; 0 where there is no comm. */
  readonly commWidth: number;
  /**
   * Takes the line that begins at `start` apart; it ends at a newline or at `end`. False for headers, stacks, continuations and
   * everything else.
   */
  scan(line: EventLine, bytes: Uint8Array, start: number, end: number): boolean;
}

/** Pids are positive 32-bit integers. */
export const MOST_PID = 0x7fff_ffff;
const MOST_TIME_DIGITS = 20;
const MOST_BILLIONS = 18_446_744_073;
const MOST_UNITS = 709_551_615;
const POWERS = [1, 10, 100, 1000];

/** Reads a time: seconds with 6 to 9 decimals, or a bare count. Returns where it ends, -1 where none stands or none that fits 64 bits. */
export function scanTime(line: EventLine, bytes: Uint8Array, at: number, end: number): number {
  const stop = skipDigits(bytes, at, end);
  const digits = stop - at;
  if (digits === 0 || digits > MOST_TIME_DIGITS) return -1;
  let last = stop;
  if (bytes[stop] === DOT && stop < end) {
    last = skipDigits(bytes, stop + 1, end);
    const decimals = last - stop - 1;
    if (decimals < 6 || decimals > 9 || digits > 11) return -1;
    line.billions = readDecimal(bytes, at, stop);
    line.units = readDecimal(bytes, stop + 1, last) * (POWERS[9 - decimals] as number);
  } else {
    const split = Math.max(at, stop - 9);
    line.billions = readDecimal(bytes, at, split);
    line.units = readDecimal(bytes, split, stop);
  }
  const fits = line.billions < MOST_BILLIONS || (line.billions === MOST_BILLIONS && line.units <= MOST_UNITS);
  return fits ? last : -1;
}

/** Takes a time that was read as microseconds for what it is; false when it does not fit. */
export function scaleMicroseconds(line: EventLine): boolean {
  const microseconds = line.billions * 1e9 + line.units;
  if (microseconds > Number.MAX_SAFE_INTEGER) return false;
  line.billions = Math.floor(microseconds / 1e6);
  line.units = (microseconds % 1e6) * 1000;
  return true;
}

/** Whether the time ended before `at`: with a colon and a blank. */
export function endsTime(bytes: Uint8Array, at: number, end: number): boolean {
  return at + 1 < end && bytes[at] === COLON && isBlank(bytes[at + 1]);
}

/** `(+12)` and blanks, the time since the event before (`trace-cmd report --ts-diff`). */
function skipDifference(bytes: Uint8Array, at: number, end: number): number {
  if (bytes[at] !== OPEN || bytes[at + 1] !== PLUS) return at;
  const stop = skipDigits(bytes, at + 2, end);
  return stop < end && bytes[stop] === CLOSE ? skipBlanks(bytes, stop + 1, end) : at;
}

/** `+0x8a/0x170` and ` <ffffffff8149ab1a>` behind the symbol that a marker is printed with (options `sym-offset`, `sym-addr`). */
function skipSymbol(bytes: Uint8Array, at: number, end: number): number {
  let stop = at;
  for (const mark of [PLUS, SLASH]) {
    if (bytes[stop] === mark && bytes[stop + 1] === ZERO && bytes[stop + 2] === X)
      stop = skipHex(bytes, stop + 3, end);
  }
  if (bytes[stop] !== BLANK || bytes[stop + 1] !== LESS) return stop;
  const address = skipHex(bytes, stop + 2, end);
  return bytes[address] === GREATER ? address + 1 : stop;
}

/** Finds name and info in what follows the time: `NAME: INFO`; lines of the function tracer and stacks have no name. */
export function scanRest(line: EventLine, bytes: Uint8Array, at: number, end: number): void {
  const start = skipDifference(bytes, skipBlanks(bytes, at, end), end);
  line.nameStart = start;
  line.nameEnd = start;
  line.infoStart = start;
  if (start >= end || !startsName(bytes[start])) return;
  const nameEnd = skipName(bytes, start + 1, end);
  const stop = bytes[nameEnd] === COLON ? nameEnd : skipSymbol(bytes, nameEnd, end);
  const next = bytes[stop + 1];
  if (stop >= end || bytes[stop] !== COLON) return;
  if (stop + 1 < end && !isBlank(next) && next !== NEWLINE && next !== RETURN) return;
  line.nameEnd = nameEnd;
  line.infoStart = skipBlanks(bytes, stop + 1, end);
}
