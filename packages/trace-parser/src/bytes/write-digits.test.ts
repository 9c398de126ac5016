import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeLatin1 } from './latin1.ts';
import { writeDecimal, writeHex, writePaddedDecimal } from './write-digits.ts';

const integer = fc.oneof(
  fc.maxSafeNat(),
  fc.nat(),
  fc.integer({ min: 0, max: 15 }).map((power) => 10 ** power),
  fc.integer({ min: 1, max: 15 }).map((power) => 10 ** power - 1),
);

function written(write: (bytes: Uint8Array, at: number) => number): string {
  const bytes = new Uint8Array(40);
  return decodeLatin1(bytes, 3, write(bytes, 3));
}

test('integers are written as String() does, in decimal, hexadecimal and with leading zeroes', () => {
  fc.assert(
    fc.property(integer, fc.integer({ min: 1, max: 18 }), (value, digits) => {
      expect(written((bytes, at) => writeDecimal(bytes, at, value))).toBe(String(value));
      expect(written((bytes, at) => writeHex(bytes, at, value))).toBe(value.toString(16));
      expect(written((bytes, at) => writePaddedDecimal(bytes, at, value, digits))).toBe(
        String(value).padStart(digits, '0').slice(-digits),
      );
    }),
  );
});
