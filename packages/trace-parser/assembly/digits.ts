/*
 * Numbers as text, as src/bytes/write-digits.ts and src/print/runtime/write-number.ts write them. Callers have made room, and for eight
 * bytes more, which may be overwritten. All return the place after the text.
 */
const ZERO: u32 = 48;
const SPACE: u32 = 32;
const MINUS: u32 = 45;
const EIGHT_DIGITS: u64 = 100000000;

/** The two digits of every number below 100. */
// biome-ignore format: one long list
const PAIRS: u32 = <u32>memory.data<u8>([
  48, 48, 48, 49, 48, 50, 48, 51, 48, 52, 48, 53, 48, 54, 48, 55, 48, 56, 48, 57, 49, 48, 49, 49, 49, 50, 49,
  51, 49, 52, 49, 53, 49, 54, 49, 55, 49, 56, 49, 57, 50, 48, 50, 49, 50, 50, 50, 51, 50, 52, 50, 53, 50, 54,
  50, 55, 50, 56, 50, 57, 51, 48, 51, 49, 51, 50, 51, 51, 51, 52, 51, 53, 51, 54, 51, 55, 51, 56, 51, 57, 52,
  48, 52, 49, 52, 50, 52, 51, 52, 52, 52, 53, 52, 54, 52, 55, 52, 56, 52, 57, 53, 48, 53, 49, 53, 50, 53, 51,
  53, 52, 53, 53, 53, 54, 53, 55, 53, 56, 53, 57, 54, 48, 54, 49, 54, 50, 54, 51, 54, 52, 54, 53, 54, 54, 54,
  55, 54, 56, 54, 57, 55, 48, 55, 49, 55, 50, 55, 51, 55, 52, 55, 53, 55, 54, 55, 55, 55, 56, 55, 57, 56, 48,
  56, 49, 56, 50, 56, 51, 56, 52, 56, 53, 56, 54, 56, 55, 56, 56, 56, 57, 57, 48, 57, 49, 57, 50, 57, 51, 57,
  52, 57, 53, 57, 54, 57, 55, 57, 56, 57, 57,
]);

function storePair(at: u32, value: u32): void {
  store<u16>(at, load<u16>(PAIRS + 2 * value));
}

function countDigits(value: u32): u32 {
  if (value < 10000) return value < 100 ? (value < 10 ? 1 : 2) : value < 1000 ? 3 : 4;
  if (value < 1000000) return value < 100000 ? 5 : 6;
  return value < 10000000 ? 7 : 8;
}

/** Exactly `digits` digits of a number below 10^8. */
export function fixedDecimal(value: u32, digits: u32, at: u32): u32 {
  const end = at + digits;
  let place = end;
  let rest = value;
  while (place - at >= 2) {
    const next = rest / 100;
    place -= 2;
    storePair(place, rest - next * 100);
    rest = next;
  }
  if (place > at) store<u8>(at, ZERO + (rest % 10));
  return end;
}

/** `%llu`. */
export function decimal(value: u64, at: u32): u32 {
  if (value < 10) {
    store<u8>(at, ZERO + <u32>value);
    return at + 1;
  }
  if (value < EIGHT_DIGITS) return fixedDecimal(<u32>value, countDigits(<u32>value), at);
  const high = value / EIGHT_DIGITS;
  return fixedDecimal(<u32>(value - high * EIGHT_DIGITS), 8, decimal(high, at));
}

/** `%lld`. */
export function signedDecimal(value: i64, at: u32): u32 {
  if (value >= 0) return decimal(value, at);
  store<u8>(at, MINUS);
  return decimal(0 - <u64>value, at + 1);
}

/** The same 32 bits twice. */
function twice(value: u32): u64 {
  return ((<u64>value) << 32) | value;
}

/** The eight hexadecimal digits of 32 bits, the highest in the lowest byte. */
function spreadHex(value: u32): u64 {
  let spread: u64 = value;
  spread = (spread | (spread << 16)) & twice(0x0000ffff);
  spread = (spread | (spread << 8)) & twice(0x00ff00ff);
  spread = (spread | (spread << 4)) & twice(0x0f0f0f0f);
  const letters = ((spread + twice(0x06060606)) >>> 4) & twice(0x01010101);
  return bswap<u64>(spread + twice(0x30303030) + letters * 39);
}

/** The lowest `digits` hexadecimal digits, 1 to 16 of them. */
function fixedHex(value: u64, digits: u32, at: u32): u32 {
  const top = value << (64 - 4 * <u64>digits);
  store<u64>(at, spreadHex(<u32>(top >>> 32)));
  if (digits > 8) store<u64>(at + 8, spreadHex(<u32>top));
  return at + digits;
}

/** `%llx`. */
export function hex(value: u64, at: u32): u32 {
  return fixedHex(value, <u32>(67 - clz<u64>(value | 1)) >>> 2, at);
}

function fill(byte: u32, count: i32, at: u32): u32 {
  for (let index = 0; index < count; index++) store<u8>(at + index, byte);
  return count > 0 ? at + count : at;
}

/** `%0Nllx`. */
export function paddedHex(value: u64, width: i32, at: u32): u32 {
  const digits = <u32>(67 - clz<u64>(value | 1)) >>> 2;
  return fixedHex(value, digits, fill(ZERO, width - <i32>digits, at));
}

/** `%p` as glibc prints it. */
export function pointer(value: u64, at: u32): u32 {
  if (value === 0) {
    store<u64>(at, 0x296c696e28);
    return at + 5;
  }
  store<u16>(at, 0x7830);
  return hex(value, at + 2);
}

function octal(value: u64, at: u32): u32 {
  const digits = <u32>(66 - clz<u64>(value | 1)) / 3;
  for (let index: u32 = 0; index < digits; index++)
    store<u8>(at + index, ZERO + (<u32>(value >>> (3 * <u64>(digits - 1 - index))) & 7));
  return at + digits;
}

/** Moves what stands from `start` to `end` into a field of `width` columns; a negative width is one to the left. */
export function justify(start: u32, end: u32, width: i32, left: bool): u32 {
  const columns = width < 0 ? 0 - width : width;
  const missing = columns - <i32>(end - start);
  if (missing <= 0) return end;
  if (left || width < 0) return fill(SPACE, missing, end);
  memory.copy(start + missing, start, end - start);
  fill(SPACE, missing, start);
  return end + missing;
}

/** Puts zeroes in front of what stands from `start` to `end`, so that it has `digits`. */
function fillZeroes(start: u32, end: u32, digits: i32): u32 {
  const missing = digits - <i32>(end - start);
  if (missing <= 0) return end;
  memory.copy(start + missing, start, end - start);
  fill(ZERO, missing, start);
  return end + missing;
}

/** How a number is adorned: bits of `style`, its radix above them (src/print/assemble/conversions.ts). */
const SIGNED: u32 = 1;
const UPPER: u32 = 2;
const LEFT: u32 = 4;
const ZEROES: u32 = 8;
const ALTERNATE: u32 = 16;
const RADIX: u32 = 8;
const PLUS: u32 = 16;

/** `%d %u %o %x %X` of C's printf with everything that may adorn them. */
export function number(value: i64, style: u32, width: i32, precision: i32, at: u32): u32 {
  const radix = (style >>> RADIX) & 255;
  const plus = style >>> PLUS;
  const isSigned = (style & SIGNED) !== 0;
  const negative = isSigned && value < 0;
  let start = at;
  if (negative) store<u8>(start++, MINUS);
  else if (isSigned && plus !== 0) store<u8>(start++, plus);
  if ((style & ALTERNATE) !== 0 && radix === 16 && value !== 0) {
    store<u8>(start++, ZERO);
    store<u8>(start++, (style & UPPER) !== 0 ? 88 : 120);
  }
  const magnitude: u64 = negative ? 0 - value : value;
  let end = start;
  if (precision !== 0 || value !== 0)
    end =
      radix === 10
        ? decimal(magnitude, start)
        : radix === 16
          ? hex(magnitude, start)
          : octal(magnitude, start);
  if ((style & UPPER) !== 0)
    for (let place = start; place < end; place++)
      if (load<u8>(place) >= 97) store<u8>(place, load<u8>(place) - 32);
  end = fillZeroes(start, end, precision);
  if ((style & ALTERNATE) !== 0 && radix === 8 && (end === start || load<u8>(start) !== ZERO))
    end = fillZeroes(start, end, <i32>(end - start) + 1);
  const left = (style & LEFT) !== 0 || width < 0;
  if ((style & ZEROES) !== 0 && precision < 0 && !left)
    return fillZeroes(start, end, width - <i32>(start - at));
  return justify(at, end, width, left);
}
