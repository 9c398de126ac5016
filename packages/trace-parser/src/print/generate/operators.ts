import {
  divide,
  divide32,
  multiply,
  remainder,
  remainder32,
  shiftLeft,
  shiftLeft32,
  shiftRight,
  shiftRight32,
  wide,
} from '../runtime/wide.ts';
import { foldBinary } from './fold.ts';
import type { Program } from './program.ts';
import {
  bind,
  commonType,
  convert,
  createCondition,
  createConstant,
  createNarrow,
  INT,
  type IntegerType,
  isTrue,
  type Narrow,
  toInt,
  type Value,
  type Wide,
} from './value.ts';

const COMPARISONS = new Set(['<', '>', '<=', '>=', '==', '!=']);

function generateNarrow(program: Program, operator: string, left: Narrow, right: Narrow): Narrow {
  const { unsigned } = left;
  const a = left.source;
  const b = right.source;
  const cast = unsigned ? '>>>0' : '|0';
  switch (operator) {
    case '*':
      return createNarrow(unsigned ? `(Math.imul(${a},${b})>>>0)` : `Math.imul(${a},${b})`, unsigned);
    case '/':
    case '%':
      if (right.constant !== undefined && right.constant !== 0n)
        return createNarrow(`(${a}${operator}${b}${cast})`, unsigned);
      return createNarrow(
        `(${program.value(operator === '/' ? divide32 : remainder32)}(${a},${b})${cast})`,
        unsigned,
      );
    default:
      return createNarrow(`((${a}${operator}${b})${cast})`, unsigned);
  }
}

/** Calls a function that leaves the high half of its result in `wide`. */
function callWide(program: Program, call: string, unsigned: boolean): Wide {
  const low = program.local(call);
  return { bits: 64, unsigned, low, high: program.local(`${program.value(wide)}.high`) };
}

function generateWide(program: Program, operator: string, left: Wide, right: Wide): Wide {
  const { unsigned } = left;
  const halves = `${left.high},${left.low},${right.high},${right.low}`;
  switch (operator) {
    case '+': {
      const low = program.local(`(${left.low}+${right.low})|0`);
      const carry = `((${low}>>>0)<(${left.low}>>>0)?1:0)`;
      return {
        bits: 64,
        unsigned,
        low,
        high: program.local(`(${left.high}+${right.high}+${carry})|0`),
      };
    }
    case '-': {
      const low = program.local(`(${left.low}- ${right.low})|0`);
      const borrow = `((${left.low}>>>0)<(${right.low}>>>0)?1:0)`;
      return {
        bits: 64,
        unsigned,
        low,
        high: program.local(`(${left.high}- ${right.high}-${borrow})|0`),
      };
    }
    case '*':
      return callWide(program, `${program.value(multiply)}(${halves})`, unsigned);
    case '/':
    case '%':
      return callWide(
        program,
        `${program.value(operator === '/' ? divide : remainder)}(${halves},${unsigned})`,
        unsigned,
      );
    default: {
      const low = program.local(`${left.low}${operator}${right.low}`);
      return { bits: 64, unsigned, low, high: program.local(`${left.high}${operator}${right.high}`) };
    }
  }
}

function compareWide(operator: string, left: Wide, right: Wide): Narrow {
  const equal = `(${left.high}===${right.high}&&${left.low}===${right.low})`;
  if (operator === '==') return createCondition(equal);
  if (operator === '!=') return createCondition(`!${equal}`);
  const strict = operator[0];
  const cast = left.unsigned ? '>>>0' : '';
  const high = `(${left.high}${cast})${strict}(${right.high}${cast})`;
  return createCondition(
    `(${high}||(${left.high}===${right.high}&&(${left.low}>>>0)${operator}(${right.low}>>>0)))`,
  );
}

function compare(program: Program, operator: string, left: Value, right: Value): Value {
  if (left.unknown || right.unknown) return createConstant(operator === '!=' ? 1n : 0n, INT);
  const type = commonType(left, right);
  const a = convert(program, left, type);
  const b = convert(program, right, type);
  if (a.constant !== undefined && b.constant !== undefined) {
    return foldBinary(operator, a.constant, b.constant, type, INT);
  }
  if (a.bits === 64 && b.bits === 64) return compareWide(operator, a, b);
  const strict = operator === '==' || operator === '!=' ? `${operator}=` : operator;
  if (a.bits === 32 && b.bits === 32) return createCondition(`(${a.source}${strict}${b.source})`);
  throw new TypeError('operands of one type have one width');
}

function shiftNarrow(program: Program, operator: string, value: Narrow, count: Value): Narrow {
  const { unsigned, source } = value;
  const cast = unsigned ? '>>>0' : '|0';
  if (count.constant === undefined) {
    const shift = program.value(operator === '<<' ? shiftLeft32 : shiftRight32);
    const last = operator === '<<' ? '' : `,${unsigned}`;
    return createNarrow(`(${shift}(${source},${toInt(count)}${last})${cast})`, unsigned);
  }
  if (count.constant < 0n || count.constant >= 32n) return createNarrow('0', unsigned);
  if (operator === '>>' && unsigned) return createNarrow(`(${source}>>>${count.constant})`, true);
  return createNarrow(`((${source}${operator}${count.constant})${cast})`, unsigned);
}

function shiftWide(program: Program, operator: string, value: Wide, count: Value): Wide {
  const { unsigned, high, low } = value;
  if (count.constant === undefined) {
    const shift = program.value(operator === '<<' ? shiftLeft : shiftRight);
    const last = operator === '<<' ? '' : `,${unsigned}`;
    return callWide(program, `${shift}(${high},${low},${toInt(count)}${last})`, unsigned);
  }
  const bits = Number(count.constant);
  if (bits < 0 || bits >= 64) return { bits: 64, unsigned, high: '0', low: '0' };
  if (bits === 0) return value;
  if (operator === '<<') {
    if (bits >= 32) return { bits: 64, unsigned, high: program.local(`${low}<<${bits - 32}`), low: '0' };
    const upper = program.local(`${high}<<${bits}|${low}>>>${32 - bits}`);
    return { bits: 64, unsigned, high: upper, low: program.local(`${low}<<${bits}`) };
  }
  const right = unsigned ? '>>>' : '>>';
  const sign = unsigned ? '0' : program.local(`${high}>>31`);
  if (bits >= 32) {
    return { bits: 64, unsigned, high: sign, low: program.local(`${high}${right}${bits - 32}|0`) };
  }
  const lower = program.local(`${low}>>>${bits}|${high}<<${32 - bits}`);
  return { bits: 64, unsigned, high: program.local(`${high}${right}${bits}|0`), low: lower };
}

function shift(program: Program, operator: string, left: Value, count: Value): Value {
  const type: IntegerType = { bits: left.bits, unsigned: left.unsigned };
  if (left.constant !== undefined && count.constant !== undefined)
    return foldBinary(operator, left.constant, count.constant, type, type);
  return left.bits === 64
    ? shiftWide(program, operator, left, count)
    : shiftNarrow(program, operator, left, count);
}

/** Generates a binary operator with C's conversions. */
export function generateBinary(program: Program, operator: string, left: Value, right: Value): Value {
  if (operator === '&&' || operator === '||') {
    if (left.unknown || right.unknown) return createConstant(0n, INT);
    return createCondition(`(${isTrue(left)}${operator}${isTrue(right)})`);
  }
  if (COMPARISONS.has(operator)) return compare(program, operator, left, right);
  const unknown = left.unknown || right.unknown ? { unknown: true } : {};
  if (operator === '<<' || operator === '>>') return { ...shift(program, operator, left, right), ...unknown };
  const type = commonType(left, right);
  const a = convert(program, left, type);
  const b = convert(program, right, type);
  if (a.constant !== undefined && b.constant !== undefined)
    return foldBinary(operator, a.constant, b.constant, type, type);
  if (a.bits === 64 && b.bits === 64) return { ...generateWide(program, operator, a, b), ...unknown };
  if (a.bits === 32 && b.bits === 32) return { ...generateNarrow(program, operator, a, b), ...unknown };
  throw new TypeError('operands of one type have one width');
}

/** Generates `-`, `+`, `~` and `!`. */
export function generateUnary(program: Program, operator: string, of: Value): Value {
  const type: IntegerType = { bits: of.bits, unsigned: of.unsigned };
  if (operator === '+') return of;
  if (operator === '-') return generateBinary(program, '-', createConstant(0n, type), of);
  if (operator === '~') return generateBinary(program, '^', createConstant(-1n, type), of);
  if (of.unknown) return createConstant(0n, INT);
  if (of.constant !== undefined) return createConstant(of.constant === 0n ? 1n : 0n, INT);
  return createCondition(`!(${isTrue(of)})`);
}

/** Generates `test ? yes : no` of two integers. */
export function generateChoice(program: Program, test: Value, yes: Value, no: Value): Value {
  const type = commonType(yes, no);
  if (test.constant !== undefined) return convert(program, test.constant === 0n ? no : yes, type);
  const a = convert(program, yes, type);
  const b = convert(program, no, type);
  if (a.bits === 32 && b.bits === 32)
    return createNarrow(`(${isTrue(test)}?${a.source}:${b.source})`, type.unsigned);
  if (a.bits === 32 || b.bits === 32) throw new TypeError('operands of one type have one width');
  const condition = bind(program, isTrue(test));
  return {
    bits: 64,
    unsigned: type.unsigned,
    high: program.local(`${condition}?${a.high}:${b.high}`),
    low: program.local(`${condition}?${a.low}:${b.low}`),
  };
}
