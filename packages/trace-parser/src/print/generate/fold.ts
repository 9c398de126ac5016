import { createConstant, type IntegerType, type Value } from './value.ts';

/** Computes an operator on constants that have been converted to one type of `bits` bits, without cutting the outcome down. */
export function foldOperator(operator: string, left: bigint, right: bigint, bits: number): bigint {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return right === 0n ? 0n : left / right;
    case '%':
      return right === 0n ? 0n : left % right;
    case '<<':
      return right < 0n || right >= bits ? 0n : left << right;
    case '>>':
      return right < 0n || right >= bits ? 0n : left >> right;
    case '&':
      return left & right;
    case '|':
      return left | right;
    case '^':
      return left ^ right;
    case '<':
      return left < right ? 1n : 0n;
    case '>':
      return left > right ? 1n : 0n;
    case '<=':
      return left <= right ? 1n : 0n;
    case '>=':
      return left >= right ? 1n : 0n;
    case '==':
      return left === right ? 1n : 0n;
    default:
      return left === right ? 0n : 1n;
  }
}

/** Computes an operator on constants; `operands` is the type both are converted to, `result` that of the outcome. */
export function foldBinary(
  operator: string,
  left: bigint,
  right: bigint,
  operands: IntegerType,
  result: IntegerType,
): Value {
  return createConstant(foldOperator(operator, left, right, operands.bits), result);
}
