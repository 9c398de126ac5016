/*
 * 64-bit integers as two 32-bit halves. Generated code adds, shifts and compares halves itself; what is here is rare. A function
 * with a 64-bit result returns the low half and leaves the high one in `wide.high`.
 */
const UNIT = 0x100000000;

/** High half of the latest result. */
export const wide = { high: 0 };

function setResult(value: bigint): number {
  const low = BigInt.asUintN(64, value);
  wide.high = Number(low >> 32n) | 0;
  return Number(low & 0xffffffffn) | 0;
}

/** The halves as one unsigned integer. */
export function toBigInt(high: number, low: number): bigint {
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
}

function toTyped(high: number, low: number, unsigned: boolean): bigint {
  return unsigned ? toBigInt(high, low) : BigInt.asIntN(64, toBigInt(high, low));
}

/** Splits an integer of any sign; returns the low half. */
export function splitInteger(value: number | bigint): number {
  if (typeof value === 'bigint') return setResult(value);
  if (!Number.isSafeInteger(value)) return setResult(0n);
  wide.high = Math.floor(value / UNIT) | 0;
  return value | 0;
}

export function multiply(highA: number, lowA: number, highB: number, lowB: number): number {
  if (highA === 0 && highB === 0) {
    const product = (lowA >>> 0) * (lowB >>> 0);
    if (product <= Number.MAX_SAFE_INTEGER) return splitInteger(product);
  }
  return setResult(toBigInt(highA, lowA) * toBigInt(highB, lowB));
}

/** Quotient; 0 for a division by zero. */
export function divide(highA: number, lowA: number, highB: number, lowB: number, unsigned: boolean): number {
  if ((highB | lowB) === 0) return setResult(0n);
  if (highA >>> 0 < 0x200000 && highB >>> 0 < 0x200000) {
    const quotient = (highA * UNIT + (lowA >>> 0)) / (highB * UNIT + (lowB >>> 0));
    return splitInteger(Math.floor(quotient));
  }
  return setResult(toTyped(highA, lowA, unsigned) / toTyped(highB, lowB, unsigned));
}

/** Remainder; 0 for a division by zero. */
export function remainder(
  highA: number,
  lowA: number,
  highB: number,
  lowB: number,
  unsigned: boolean,
): number {
  if ((highB | lowB) === 0) return setResult(0n);
  if (highA >>> 0 < 0x200000 && highB >>> 0 < 0x200000) {
    return splitInteger((highA * UNIT + (lowA >>> 0)) % (highB * UNIT + (lowB >>> 0)));
  }
  return setResult(toTyped(highA, lowA, unsigned) % toTyped(highB, lowB, unsigned));
}

/** `<<` by a count of the record; 0 for what C leaves open. */
export function shiftLeft(high: number, low: number, count: number): number {
  if (count < 0 || count >= 64) return setResult(0n);
  return setResult(toBigInt(high, low) << BigInt(count));
}

/** `>>` by a count of the record; 0 for what C leaves open. */
export function shiftRight(high: number, low: number, count: number, unsigned: boolean): number {
  if (count < 0 || count >= 64) return setResult(0n);
  return setResult(toTyped(high, low, unsigned) >> BigInt(count));
}

/** The same for 32 bits. */
export function shiftLeft32(value: number, count: number): number {
  return count < 0 || count >= 32 ? 0 : value << count;
}

export function shiftRight32(value: number, count: number, unsigned: boolean): number {
  if (count < 0 || count >= 32) return 0;
  return unsigned ? value >>> count : value >> count;
}

export function divide32(left: number, right: number): number {
  return right === 0 ? 0 : Math.trunc(left / right);
}

export function remainder32(left: number, right: number): number {
  return right === 0 ? 0 : left % right;
}
