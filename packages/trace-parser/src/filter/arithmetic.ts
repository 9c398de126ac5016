import type { ArithmeticOperator } from './condition.ts';
import type { NumberReader } from './filter-record.ts';

const LARGEST_SHIFT = 64n;
const LARGEST_WORD = 0xffffffff;

const OPERATIONS: Readonly<Record<ArithmeticOperator, (left: bigint, right: bigint) => bigint | undefined>> =
  {
    '+': (left, right) => left + right,
    '-': (left, right) => left - right,
    '*': (left, right) => left * right,
    '/': (left, right) => (right === 0n ? undefined : left / right),
    '%': (left, right) => (right === 0n ? undefined : left % right),
    '<<': (left, right) => (right < 0n || right >= LARGEST_SHIFT ? undefined : left << right),
    '>>': (left, right) => (right < 0n || right >= LARGEST_SHIFT ? undefined : left >> right),
    '&': (left, right) => left & right,
    '|': (left, right) => left | right,
    '^': (left, right) => left ^ right,
  };

function isWord(value: number | bigint | undefined): value is number {
  return typeof value === 'number' && value >= 0 && value <= LARGEST_WORD;
}

/** Integers as they are, of any size; undefined for what has no result, as a division by zero. */
export function compileArithmetic(
  operator: ArithmeticOperator,
  left: NumberReader,
  right: NumberReader,
): NumberReader {
  const operate = OPERATIONS[operator];
  return (record) => {
    const first = left(record);
    const second = right(record);
    if (operator === '&' && isWord(first) && isWord(second)) return (first & second) >>> 0;
    if (first === undefined || second === undefined) return undefined;
    return operate(BigInt(first), BigInt(second));
  };
}
