/* What C leaves open, and WebAssembly would end with a trap, as src/print/runtime/wide.ts decides it. */

/** Quotient; 0 for a division by zero. */
export function divideSigned(left: i64, right: i64): i64 {
  if (right === 0) return 0;
  return right === -1 ? 0 - left : left / right;
}

export function divideUnsigned(left: u64, right: u64): u64 {
  return right === 0 ? 0 : left / right;
}

/** Remainder; 0 for a division by zero. */
export function remainderSigned(left: i64, right: i64): i64 {
  return right === 0 || right === -1 ? 0 : left % right;
}

export function remainderUnsigned(left: u64, right: u64): u64 {
  return right === 0 ? 0 : left % right;
}

/** What an argument asks for as a width or a precision, within reason. */
export function limitSize(asked: i64, most: i32): i32 {
  const size = <i32>asked;
  return size < 0 - most ? 0 - most : size > most ? most : size;
}
