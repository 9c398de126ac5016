import { writeDecimal, writeHex, writeHexDigits, writePaddedDecimal } from '../../bytes/write-digits.ts';

const MINUS = 45;
const SPACE = 32;
const ZERO = 48;
const UNIT = 0x100000000;
const BILLION = 1_000_000_000;

/** What a conversion asks for besides width and precision. */
export interface NumberStyle {
  /** The values are signed and decimal. */
  readonly signed: boolean;
  readonly radix: 8 | 10 | 16;
  readonly upper: boolean;
  readonly left: boolean;
  readonly zero: boolean;
  readonly alternate: boolean;
  /** Character in front of numbers that are not negative: `+`, blank, or 0 for none. */
  readonly plus: number;
}

/** Divides 64 bits by 10^9 in limbs of 16 bits, which stay exact in doubles, and writes quotient and rest. */
function writeLarge(bytes: Uint8Array, at: number, high: number, low: number): number {
  let rest = 0;
  let quotient = 0;
  for (const limb of [high >>> 16, high & 0xffff, low >>> 16, low & 0xffff]) {
    const value = rest * 0x10000 + limb;
    const digit = Math.floor(value / BILLION);
    quotient = quotient * 0x10000 + digit;
    rest = value - digit * BILLION;
  }
  return writePaddedDecimal(bytes, writeDecimal(bytes, at, quotient), rest, 9);
}

/** `%llu` of two halves. */
export function writeUnsigned64(bytes: Uint8Array, at: number, high: number, low: number): number {
  if (high === 0) return writeDecimal(bytes, at, low >>> 0);
  const upper = high >>> 0;
  if (upper < 0x200000) return writeDecimal(bytes, at, upper * UNIT + (low >>> 0));
  return writeLarge(bytes, at, high, low);
}

/** `%lld` of two halves. */
export function writeSigned64(bytes: Uint8Array, at: number, high: number, low: number): number {
  if (high >= 0) return writeUnsigned64(bytes, at, high, low);
  bytes[at] = MINUS;
  return writeUnsigned64(bytes, at + 1, low === 0 ? -high | 0 : ~high, -low | 0);
}

/** `%d` of a 32-bit integer. */
export function writeSigned(bytes: Uint8Array, at: number, value: number): number {
  if (value >= 0) return writeDecimal(bytes, at, value);
  bytes[at] = MINUS;
  return writeDecimal(bytes, at + 1, -value);
}

/** `%llx` of two halves. */
export function writeHex64(bytes: Uint8Array, at: number, high: number, low: number): number {
  if (high === 0) return writeHex(bytes, at, low >>> 0);
  return writeHexDigits(bytes, writeHex(bytes, at, high >>> 0), low, 8);
}

/** `%0Nllx` of two halves. */
export function writePaddedHex(
  bytes: Uint8Array,
  at: number,
  high: number,
  low: number,
  width: number,
): number {
  const digits = high !== 0 ? (67 - Math.clz32(high)) >> 2 : (35 - Math.clz32(low)) >> 2;
  let place = at;
  for (let missing = width - Math.max(digits, 1); missing > 0; missing--) bytes[place++] = ZERO;
  return writeHex64(bytes, place, high, low);
}

function writeOctal(bytes: Uint8Array, at: number, high: number, low: number): number {
  let shift = 63;
  let place = at;
  for (; shift >= 0; shift -= 3) {
    const bits =
      shift >= 32
        ? high >>> (shift - 32)
        : shift > 29
          ? (high << (32 - shift)) | (low >>> shift)
          : low >>> shift;
    const digit = bits & 7;
    if (digit !== 0 || place > at || shift === 0) bytes[place++] = ZERO + digit;
  }
  return place;
}

/** Moves what stands from `start` to `end` into a field of `width` columns; a negative width is one to the left. */
export function justify(bytes: Uint8Array, start: number, end: number, width: number, left: boolean): number {
  const columns = width < 0 ? -width : width;
  const missing = columns - (end - start);
  if (missing <= 0) return end;
  if (left || width < 0) {
    bytes.fill(SPACE, end, end + missing);
  } else {
    bytes.copyWithin(start + missing, start, end);
    bytes.fill(SPACE, start, start + missing);
  }
  return start + columns;
}

/** Puts zeroes in front of what stands from `start` to `end`, so that it has `digits`. */
function fillZeroes(bytes: Uint8Array, start: number, end: number, digits: number): number {
  const missing = digits - (end - start);
  if (missing <= 0) return end;
  bytes.copyWithin(start + missing, start, end);
  bytes.fill(ZERO, start, start + missing);
  return end + missing;
}

function capitalise(bytes: Uint8Array, start: number, end: number): void {
  for (let at = start; at < end; at++) {
    const letter = bytes[at] as number;
    if (letter >= 97) bytes[at] = letter - 32;
  }
}

/** `%d %u %o %x %X` of C's printf with everything that may adorn them; the halves are extended to 64 bits already. */
export function writeNumber(
  bytes: Uint8Array,
  at: number,
  high: number,
  low: number,
  style: NumberStyle,
  width: number,
  precision: number,
): number {
  const { radix, plus } = style;
  const zero = (high | low) === 0;
  const negative = style.signed && high < 0;
  let start = at;
  if (negative) bytes[start++] = MINUS;
  else if (style.signed && plus !== 0) bytes[start++] = plus;
  if (style.alternate && radix === 16 && !zero) {
    bytes[start++] = ZERO;
    bytes[start++] = style.upper ? 88 : 120;
  }
  const upper = negative ? (low === 0 ? -high | 0 : ~high) : high;
  const lower = negative ? -low | 0 : low;
  let end = start;
  if (precision === 0 && zero) end = start;
  else if (radix === 10) end = writeUnsigned64(bytes, start, upper, lower);
  else end = radix === 16 ? writeHex64(bytes, start, upper, lower) : writeOctal(bytes, start, upper, lower);
  if (style.upper) capitalise(bytes, start, end);
  end = fillZeroes(bytes, start, end, precision);
  if (style.alternate && radix === 8 && (end === start || bytes[start] !== ZERO)) {
    end = fillZeroes(bytes, start, end, end - start + 1);
  }
  const left = style.left || width < 0;
  if (style.zero && precision < 0 && !left) return fillZeroes(bytes, start, end, width - (start - at));
  return justify(bytes, at, end, width, left);
}
