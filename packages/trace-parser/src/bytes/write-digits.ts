/*
 * Digits are written straight into the bytes of a text: a string on the way costs more than the rest of a line. Callers have
 * made room: 16 bytes for a decimal, 14 for a hexadecimal number, or as many as they ask for.
 */
const ZERO = 48;
/** Numbers that fit are divided as 32-bit integers, which is several times faster. */
const HUNDRED_MILLION = 100_000_000;

/** The two digits of every number below 100. */
const PAIRS = new Uint8Array(200);
for (let value = 0; value < 100; value++) {
  PAIRS[2 * value] = ZERO + Math.trunc(value / 10);
  PAIRS[2 * value + 1] = ZERO + (value % 10);
}

/** The two hexadecimal digits of every byte. */
const HEX_PAIRS = Uint8Array.from({ length: 512 }, (_, index) => {
  const byte = index >> 1;
  return '0123456789abcdef'.charCodeAt((index & 1) === 0 ? byte >> 4 : byte & 15);
});

function countDigits(value: number): number {
  if (value < 10_000) return value < 100 ? (value < 10 ? 1 : 2) : value < 1000 ? 3 : 4;
  if (value < 1_000_000) return value < 100_000 ? 5 : 6;
  return value < 10_000_000 ? 7 : 8;
}

/** Writes exactly `digits` digits of a number below 10^8, from the last one to the first. */
function writeBackwards(bytes: Uint8Array, at: number, value: number, digits: number): number {
  const end = at + digits;
  let rest = value | 0;
  let place = end;
  while (place - at >= 2) {
    const next = (rest / 100) | 0;
    const pair = (rest - next * 100) << 1;
    bytes[--place] = PAIRS[pair + 1] as number;
    bytes[--place] = PAIRS[pair] as number;
    rest = next;
  }
  if (place > at) bytes[at] = ZERO + (rest % 10);
  return end;
}

/** Writes a non-negative safe integer and returns the position after it. */
export function writeDecimal(bytes: Uint8Array, at: number, value: number): number {
  if (value < 10) {
    bytes[at] = ZERO + value;
    return at + 1;
  }
  if (value < HUNDRED_MILLION) return writeBackwards(bytes, at, value, countDigits(value));
  const high = Math.floor(value / HUNDRED_MILLION);
  return writeBackwards(bytes, writeDecimal(bytes, at, high), value - high * HUNDRED_MILLION, 8);
}

/** Writes the last `digits` digits of a non-negative safe integer, with zeroes in front of a shorter one. */
export function writePaddedDecimal(bytes: Uint8Array, at: number, value: number, digits: number): number {
  if (digits <= 8) {
    return writeBackwards(bytes, at, value < HUNDRED_MILLION ? value : value % HUNDRED_MILLION, digits);
  }
  const high = Math.floor(value / HUNDRED_MILLION);
  const place = writePaddedDecimal(bytes, at, high, digits - 8);
  return writeBackwards(bytes, place, value - high * HUNDRED_MILLION, 8);
}

/** Writes the lowest `digits` hexadecimal digits (at most 8) of a 32-bit integer. */
export function writeHexDigits(bytes: Uint8Array, at: number, value: number, digits: number): number {
  let shift = (digits << 2) - 8;
  let place = at;
  if ((digits & 1) !== 0) {
    bytes[place++] = HEX_PAIRS[(((value >>> (shift + 4)) & 15) << 1) + 1] as number;
    shift -= 4;
  }
  for (; shift >= 0; shift -= 8) {
    const pair = ((value >>> shift) & 0xff) << 1;
    bytes[place] = HEX_PAIRS[pair] as number;
    bytes[place + 1] = HEX_PAIRS[pair + 1] as number;
    place += 2;
  }
  return place;
}

/** Writes a non-negative safe integer in hexadecimal and returns the position after it. */
export function writeHex(bytes: Uint8Array, at: number, value: number): number {
  if (value > 0xffffffff) {
    const high = writeHex(bytes, at, Math.floor(value / 0x100000000));
    return writeHexDigits(bytes, high, value | 0, 8);
  }
  return writeHexDigits(bytes, at, value, value === 0 ? 1 : (35 - Math.clz32(value)) >> 2);
}
