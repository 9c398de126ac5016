import { writeDecimal, writeHexDigits } from '../../bytes/write-digits.ts';
import { writeHex64 } from './write-number.ts';

const COMMA = 44;

/** `__print_hex` and `__print_hex_str`: two digits a byte; `separator` is a character code, 0 for none. */
export function writeHexBytes(
  view: DataView,
  start: number,
  length: number,
  separator: number,
  bytes: Uint8Array,
  at: number,
): number {
  let place = at;
  for (let index = 0; index < length; index++) {
    if (index > 0 && separator !== 0) bytes[place++] = separator;
    place = writeHexDigits(bytes, place, view.getUint8(start + index), 2);
  }
  return place;
}

/** `__print_array`: `{0x1,0x2}`. */
export function writeArray(
  view: DataView,
  start: number,
  count: number,
  elementSize: number,
  littleEndian: boolean,
  bytes: Uint8Array,
  at: number,
): number {
  let place = at;
  bytes[place++] = 123;
  for (let index = 0; index < count; index++) {
    const from = start + index * elementSize;
    if (index > 0) bytes[place++] = COMMA;
    bytes[place++] = 48;
    bytes[place++] = 120;
    if (elementSize === 8) {
      const first = view.getInt32(from, littleEndian);
      const second = view.getInt32(from + 4, littleEndian);
      place = littleEndian
        ? writeHex64(bytes, place, second, first)
        : writeHex64(bytes, place, first, second);
      continue;
    }
    const value =
      elementSize === 1
        ? view.getUint8(from)
        : elementSize === 2
          ? view.getUint16(from, littleEndian)
          : view.getUint32(from, littleEndian);
    place = writeHex64(bytes, place, 0, value);
  }
  bytes[place++] = 125;
  return place;
}

/** A bit of a mask, which is an array of longs. */
function hasBit(
  view: DataView,
  start: number,
  bit: number,
  littleEndian: boolean,
  longSize: number,
): boolean {
  const index = bit >> 3;
  const byte = littleEndian ? index : index - (index % longSize) + longSize - 1 - (index % longSize);
  return ((view.getUint8(start + byte) >> (bit & 7)) & 1) !== 0;
}

/** Set bits as ranges (`0-3,7`): `%*pbl`, and a cpumask as libtraceevent 1.7 prints it. */
export function writeBitList(
  view: DataView,
  start: number,
  bits: number,
  littleEndian: boolean,
  longSize: number,
  bytes: Uint8Array,
  at: number,
): number {
  let place = at;
  let first = -1;
  for (let bit = 0; bit <= bits; bit++) {
    if (bit < bits && hasBit(view, start, bit, littleEndian, longSize)) {
      if (first < 0) first = bit;
      continue;
    }
    if (first < 0) continue;
    if (place > at) bytes[place++] = COMMA;
    place = writeDecimal(bytes, place, first);
    if (bit - 1 > first) {
      bytes[place++] = 45;
      place = writeDecimal(bytes, place, bit - 1);
    }
    first = -1;
  }
  return place;
}

/** Groups of 32 bits in hexadecimal, the highest first: `%*pb` (lib/vsprintf.c, bitmap_string). */
export function writeBitGroups(
  view: DataView,
  start: number,
  bits: number,
  littleEndian: boolean,
  longSize: number,
  bytes: Uint8Array,
  at: number,
): number {
  let place = at;
  for (let group = Math.ceil(bits / 32) - 1; group >= 0; group--) {
    const width = Math.min(32, bits - group * 32);
    let value = 0;
    for (let bit = 0; bit < width; bit++) {
      if (hasBit(view, start, group * 32 + bit, littleEndian, longSize)) value |= 1 << bit;
    }
    if (place > at) bytes[place++] = COMMA;
    place = writeHexDigits(bytes, place, value, (width + 3) >> 2);
  }
  return place;
}
