import { PrintFormatError } from '../expression.ts';
import { foldOperator } from '../generate/fold.ts';
import { INT, type IntegerType } from '../generate/value.ts';
import type { Body } from './body.ts';
import { type Code, constant64, OP } from './code.ts';
import {
  commonType,
  convert,
  createCondition,
  createConstant,
  createValue,
  isTrue,
  normalize,
  type Value,
} from './value.ts';

/** The instructions for signed and for unsigned operands. */
const COMPARISONS: Readonly<Record<string, readonly [number, number]>> = {
  '<': [OP.I64_LT_S, OP.I64_LT_U],
  '>': [OP.I64_GT_S, OP.I64_GT_U],
  '<=': [OP.I64_LE_S, OP.I64_LE_U],
  '>=': [OP.I64_GE_S, OP.I64_GE_U],
  '==': [OP.I64_EQ, OP.I64_EQ],
  '!=': [OP.I64_NE, OP.I64_NE],
};
const ARITHMETIC: Readonly<Record<string, number>> = {
  '+': OP.I64_ADD,
  '-': OP.I64_SUB,
  '*': OP.I64_MUL,
  '&': OP.I64_AND,
  '|': OP.I64_OR,
  '^': OP.I64_XOR,
};
const DIVISIONS = {
  '/': ['divideSigned', 'divideUnsigned'],
  '%': ['remainderSigned', 'remainderUnsigned'],
} as const;

function compare(operator: string, left: Value, right: Value): Value {
  if (left.unknown || right.unknown) return createConstant(operator === '!=' ? 1n : 0n, INT);
  const type = commonType(left, right);
  const a = convert(left, type);
  const b = convert(right, type);
  if (a.constant !== undefined && b.constant !== undefined)
    return createConstant(foldOperator(operator, a.constant, b.constant, type.bits), INT);
  const instruction = COMPARISONS[operator]?.[type.unsigned ? 1 : 0] as number;
  return createCondition([...a.code, ...b.code, instruction]);
}

function shift(operator: string, left: Value, count: Value): Value {
  const type: IntegerType = { bits: left.bits, unsigned: left.unsigned };
  if (left.constant !== undefined && count.constant !== undefined)
    return createConstant(foldOperator(operator, left.constant, count.constant, type.bits), type);
  const instruction = operator === '<<' ? OP.I64_SHL : type.unsigned ? OP.I64_SHR_U : OP.I64_SHR_S;
  const shiftBy = (by: Code): Code => normalize([...left.code, ...by, instruction], type);
  if (count.constant !== undefined) {
    if (count.constant < 0n || count.constant >= type.bits) return createValue(constant64(0n), type);
    return createValue(shiftBy(constant64(count.constant)), type);
  }
  // A count that C leaves open gives 0; only its lowest 32 bits count.
  const low = convert(count, { bits: 32, unsigned: true }).code;
  const isSound = [...low, ...constant64(BigInt(type.bits)), OP.I64_LT_U];
  return createValue([...shiftBy(low), ...constant64(0n), ...isSound, OP.SELECT], type);
}

function divide(body: Body, operator: '/' | '%', left: Value, right: Value, type: IntegerType): Value {
  const helper = DIVISIONS[operator][type.unsigned ? 1 : 0];
  return createValue(normalize([...left.code, ...right.code, ...body.call(helper)], type), type);
}

/** A binary operator with C's conversions. */
export function assembleBinary(body: Body, operator: string, left: Value, right: Value): Value {
  if (operator === '&&' || operator === '||') {
    if (left.unknown || right.unknown) return createConstant(0n, INT);
    const instruction = operator === '&&' ? OP.I32_AND : OP.I32_OR;
    return createCondition([...isTrue(left), ...isTrue(right), instruction]);
  }
  if (operator in COMPARISONS) return compare(operator, left, right);
  const unknown = left.unknown || right.unknown ? ({ unknown: true } as const) : {};
  if (operator === '<<' || operator === '>>') return { ...shift(operator, left, right), ...unknown };
  const type = commonType(left, right);
  const a = convert(left, type);
  const b = convert(right, type);
  if (a.constant !== undefined && b.constant !== undefined)
    return createConstant(foldOperator(operator, a.constant, b.constant, type.bits), type);
  if (operator === '/' || operator === '%') return { ...divide(body, operator, a, b, type), ...unknown };
  const instruction = ARITHMETIC[operator];
  if (instruction === undefined) throw new PrintFormatError('an operator that is not known');
  return { ...createValue(normalize([...a.code, ...b.code, instruction], type), type), ...unknown };
}

/** `-`, `+`, `~` and `!`. */
export function assembleUnary(body: Body, operator: string, of: Value): Value {
  const type: IntegerType = { bits: of.bits, unsigned: of.unsigned };
  if (operator === '+') return of;
  if (operator === '-') return assembleBinary(body, '-', createConstant(0n, type), of);
  if (operator === '~') return assembleBinary(body, '^', createConstant(-1n, type), of);
  if (of.unknown) return createConstant(0n, INT);
  if (of.constant !== undefined) return createConstant(of.constant === 0n ? 1n : 0n, INT);
  return createCondition([...isTrue(of), OP.I32_EQZ]);
}

/** `test ? yes : no` of two integers. */
export function assembleChoice(test: Value, yes: Value, no: Value): Value {
  const type = commonType(yes, no);
  if (test.constant !== undefined) return convert(test.constant === 0n ? no : yes, type);
  const code = [...convert(yes, type).code, ...convert(no, type).code, ...isTrue(test), OP.SELECT];
  return createValue(code, type);
}
