/*
 * C integers of up to 64 bits: a number while it is safe, else a bigint. Signed values are negative numbers, unsigned ones are
 * not; results that leave 64 bits wrap.
 */
export type Integer = number | bigint;

const MAX = Number.MAX_SAFE_INTEGER;
const UNIT = 0x100000000;

/** The number behind a bigint where it is safe. */
function shrink(value: bigint): Integer {
  return value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value;
}

/** Wraps a mathematical value to 64 bits. */
function wrap(value: bigint, unsigned: boolean): Integer {
  return shrink(unsigned ? BigInt.asUintN(64, value) : BigInt.asIntN(64, value));
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

function divide(left: Integer, right: Integer): Integer {
  if (right === 0) return 0;
  if (typeof left === 'number' && typeof right === 'number') return Math.trunc(left / right);
  return shrink(BigInt(left) / BigInt(right));
}

function modulo(left: Integer, right: Integer): Integer {
  if (right === 0) return 0;
  if (typeof left === 'number' && typeof right === 'number') return left % right;
  return shrink(BigInt(left) % BigInt(right));
}

function combineBits(left: Integer, right: Integer, operator: '&' | '|' | '^', unsigned: boolean): Integer {
  if (typeof left === 'number' && typeof right === 'number' && left >= 0 && right >= 0) {
    const highLeft = Math.floor(left / UNIT);
    const highRight = Math.floor(right / UNIT);
    if (operator === '&') return (highLeft & highRight) * UNIT + ((left & right) >>> 0);
    if (operator === '|') return (highLeft | highRight) * UNIT + ((left | right) >>> 0);
    return (highLeft ^ highRight) * UNIT + ((left ^ right) >>> 0);
  }
  const a = BigInt(left);
  const b = BigInt(right);
  return wrap(operator === '&' ? a & b : operator === '|' ? a | b : a ^ b, unsigned);
}

function shiftLeft(left: Integer, count: Integer, unsigned: boolean): Integer {
  if (count < 0 || count >= 64) return 0;
  const scaled = typeof left === 'number' ? left * 2 ** Number(count) : Number.NaN;
  if (Math.abs(scaled) <= MAX) return scaled;
  return wrap(BigInt(left) << BigInt(count), unsigned);
}

function shiftRight(left: Integer, count: Integer): Integer {
  if (count < 0 || count >= 64) return 0;
  if (typeof left === 'number') return Math.floor(left / 2 ** Number(count));
  return shrink(left >> BigInt(count));
}

/** A C binary operator on two integers of the types that C converts its operands to. */
export function applyOperator(operator: string, left: Integer, right: Integer, unsigned: boolean): Integer {
  switch (operator) {
    case '+':
    case '-':
    case '*': {
      if (typeof left === 'number' && typeof right === 'number') {
        const result = operator === '+' ? left + right : operator === '-' ? left - right : left * right;
        if (result <= MAX && result >= (unsigned ? 0 : -MAX)) return result;
      }
      const a = BigInt(left);
      const b = BigInt(right);
      return wrap(operator === '+' ? a + b : operator === '-' ? a - b : a * b, unsigned);
    }
    case '/':
      return divide(left, right);
    case '%':
      return modulo(left, right);
    case '<<':
      return shiftLeft(left, right, unsigned);
    case '>>':
      return shiftRight(left, right);
    case '&':
    case '|':
    case '^':
      return combineBits(left, right, operator, unsigned);
    case '<':
      return left < right ? 1 : 0;
    case '>':
      return left > right ? 1 : 0;
    case '<=':
      return left <= right ? 1 : 0;
    case '>=':
      return left >= right ? 1 : 0;
    case '==':
      return left === right ? 1 : 0;
    default:
      return left === right ? 0 : 1;
  }
}
