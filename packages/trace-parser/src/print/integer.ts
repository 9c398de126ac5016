/*
 * C integers of up to 64 bits: a number while it is safe, else a bigint. Signed values are negative numbers, unsigned ones are
 * not.
 */
export type Integer = number | bigint;

/** The number behind a bigint where it is safe. */
function shrink(value: bigint): Integer {
  return value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value;
}

/** The value as an unsigned 64-bit integer. */
export function toUnsigned64(value: Integer): Integer {
  return value >= 0 ? value : shrink(BigInt.asUintN(64, BigInt(value)));
}

/** Lower-case hexadecimal of a value taken as unsigned 64 bits. */
export function toHex(value: Integer): string {
  return toUnsigned64(value).toString(16);
}

/** The value as a signed 64-bit integer. */
function toSigned64(value: Integer): Integer {
  return typeof value === 'number' ? value : shrink(BigInt.asIntN(64, value));
}

/** Casts to an integer of `bits` bits. */
export function castInteger(value: Integer, bits: number, unsigned: boolean): Integer {
  if (bits >= 64) return unsigned ? toUnsigned64(value) : toSigned64(value);
  const low = typeof value === 'number' ? value | 0 : Number(BigInt.asIntN(32, value));
  const shift = 32 - bits;
  return unsigned ? (low << shift) >>> shift : (low << shift) >> shift;
}
