import { sizeOfType } from '../format/field.ts';
import { compileInteger } from '../format/read-integer.ts';
import { compileArray, fieldArgument } from './compile-content.ts';
import type { Evaluate, PrintEnvironment } from './environment.ts';
import { type Expression, PrintFormatError } from './expression.ts';
import { applyOperator, castInteger, type Integer, toUnsigned64 } from './integer.ts';

/** An expression that yields an integer, with its C type after promotion. */
export interface CompiledNumber {
  readonly evaluate: Evaluate<Integer>;
  readonly bits: 32 | 64;
  readonly unsigned: boolean;
  /** The value where it does not depend on the record. */
  readonly constant?: Integer;
}

const COMPARISONS = new Set(['<', '>', '<=', '>=', '==', '!=']);

function fixed(value: Integer, bits: 32 | 64 = 32, unsigned = false): CompiledNumber {
  return { evaluate: () => value, bits, unsigned, constant: value };
}

function promote(size: number, signed: boolean): { bits: 32 | 64; unsigned: boolean } {
  return { bits: size > 4 ? 64 : 32, unsigned: !signed && size >= 4 };
}

function compileField(name: string, environment: PrintEnvironment): CompiledNumber {
  const field = environment.fields.get(name);
  if (field === undefined) throw new PrintFormatError(`no field ${name}`);
  const read = compileInteger(field.offset, field.size, field.signed, environment.littleEndian);
  if (read === undefined || field.array) throw new PrintFormatError(`field ${name} is no number`);
  const end = field.offset + field.size;
  return {
    evaluate: (view, at, size) => (end > size ? 0 : read(view, at)),
    ...promote(field.size, field.signed),
  };
}

function compileElement(of: Expression, index: Expression, environment: PrintEnvironment): CompiledNumber {
  const array = compileArray(of, environment);
  const { elementSize } = array;
  const read = compileInteger(0, elementSize, array.signed, environment.littleEndian);
  if (read === undefined) throw new PrintFormatError(`array elements of ${elementSize} bytes`);
  const position = compileNumber(index, environment).evaluate;
  return {
    evaluate: (view, at, size) => {
      const content = array.read(view, at, size);
      const offset = Number(position(view, at, size)) * elementSize;
      return offset >= 0 && offset + elementSize <= content.length ? read(view, content.start + offset) : 0;
    },
    ...promote(elementSize, array.signed),
  };
}

function compileBinary(operator: string, left: CompiledNumber, right: CompiledNumber): CompiledNumber {
  const { evaluate: a } = left;
  const { evaluate: b } = right;
  if (operator === '&&')
    return {
      evaluate: (v, at, n) => (isTrue(a(v, at, n)) && isTrue(b(v, at, n)) ? 1 : 0),
      bits: 32,
      unsigned: false,
    };
  if (operator === '||')
    return {
      evaluate: (v, at, n) => (isTrue(a(v, at, n)) || isTrue(b(v, at, n)) ? 1 : 0),
      bits: 32,
      unsigned: false,
    };
  const shift = operator === '<<' || operator === '>>';
  const bits = shift ? left.bits : left.bits === 64 || right.bits === 64 ? 64 : 32;
  const unsigned = shift
    ? left.unsigned
    : (left.unsigned && left.bits === bits) || (right.unsigned && right.bits === bits);
  const wide = unsigned && bits === 64 && !shift;
  const evaluate: Evaluate<Integer> = wide
    ? (v, at, n) => applyOperator(operator, toUnsigned64(a(v, at, n)), toUnsigned64(b(v, at, n)), true)
    : (v, at, n) => applyOperator(operator, a(v, at, n), b(v, at, n), unsigned);
  const type = COMPARISONS.has(operator)
    ? { bits: 32 as const, unsigned: false }
    : { bits: bits as 32 | 64, unsigned };
  return fold(evaluate, type, [left, right]);
}

const NO_RECORD = new DataView(new ArrayBuffer(0));

/** Computes once what depends on constants only. */
function fold(
  evaluate: Evaluate<Integer>,
  type: { bits: 32 | 64; unsigned: boolean },
  operands: readonly CompiledNumber[],
): CompiledNumber {
  if (operands.some((operand) => operand.constant === undefined)) return { evaluate, ...type };
  return fixed(evaluate(NO_RECORD, 0, 0), type.bits, type.unsigned);
}

/** C's truth: anything but zero. */
export function isTrue(value: Integer): boolean {
  return value !== 0;
}

function compileUnary(operator: string, of: CompiledNumber): CompiledNumber {
  const { evaluate } = of;
  const type = { bits: of.bits, unsigned: of.unsigned };
  switch (operator) {
    case '+':
      return of;
    case '-':
      return fold((v, at, n) => applyOperator('-', 0, evaluate(v, at, n), of.unsigned), type, [of]);
    case '!':
      return fold((v, at, n) => (isTrue(evaluate(v, at, n)) ? 0 : 1), { bits: 32, unsigned: false }, [of]);
    case '~':
      return fold(
        (v, at, n) => castInteger(applyOperator('-', -1, evaluate(v, at, n), false), of.bits, of.unsigned),
        type,
        [of],
      );
    default:
      throw new PrintFormatError(`operator ${operator} on a number`);
  }
}

function compileCast(type: string, of: CompiledNumber, environment: PrintEnvironment): CompiledNumber {
  if (type.includes('*')) return { ...of, bits: 64, unsigned: true };
  const size = sizeOfType(type, environment.longSize);
  if (size === 0) return of;
  const unsigned = /\bunsigned\b|\b(__)?u(8|16|32|64)\b|\bsize_t\b|\bbool\b/.test(type);
  const { evaluate } = of;
  if (/\bbool\b/.test(type))
    return fold((v, at, n) => (isTrue(evaluate(v, at, n)) ? 1 : 0), { bits: 32, unsigned: false }, [of]);
  return fold((v, at, n) => castInteger(evaluate(v, at, n), size * 8, unsigned), promote(size, !unsigned), [
    of,
  ]);
}

function compileCall(
  name: string,
  args: readonly Expression[],
  environment: PrintEnvironment,
): CompiledNumber {
  const [first] = args;
  if (name === '__builtin_expect' || name === 'jiffies_to_msecs' || name === 'jiffies_to_usecs') {
    if (first === undefined) throw new PrintFormatError(`${name} without an argument`);
    return compileNumber(first, environment);
  }
  if (name === '__get_dynamic_array_len' || name === '__get_rel_dynamic_array_len') {
    const { read } = compileArray({ kind: 'field', name: fieldArgument(first) }, environment);
    return { evaluate: (view, at, size) => read(view, at, size).length, bits: 32, unsigned: false };
  }
  if (name === 'sizeof') {
    const size = environment.fields.get(fieldArgument(first))?.size;
    if (size !== undefined) return fixed(size, 64, true);
  }
  throw new PrintFormatError(`${name}() is not known`);
}

/** Compiles an expression that has to be an integer. */
export function compileNumber(expression: Expression, environment: PrintEnvironment): CompiledNumber {
  switch (expression.kind) {
    case 'number': {
      const wide = expression.long || expression.value > 0xffffffff;
      const unsigned = expression.unsigned || (!wide && expression.value > 0x7fffffff);
      return fixed(expression.value, wide ? 64 : 32, unsigned);
    }
    case 'constant': {
      const value = environment.constants[expression.name];
      // libtraceevent takes a name it cannot resolve (`jiffies`, `vmemmap_base`) for 0; unlike a known one it matches nothing.
      if (value === undefined) return { evaluate: () => 0, bits: 32, unsigned: false };
      return fixed(value);
    }
    case 'field':
      return compileField(expression.name, environment);
    case 'index':
      return compileElement(expression.of, expression.index, environment);
    case 'unary':
      return compileUnary(expression.operator, compileNumber(expression.of, environment));
    case 'binary':
      return compileBinary(
        expression.operator,
        compileNumber(expression.left, environment),
        compileNumber(expression.right, environment),
      );
    case 'conditional': {
      const test = compileNumber(expression.test, environment).evaluate;
      const yes = compileNumber(expression.then, environment);
      const no = compileNumber(expression.else, environment);
      return {
        evaluate: (v, at, n) => (isTrue(test(v, at, n)) ? yes : no).evaluate(v, at, n),
        bits: yes.bits === 64 || no.bits === 64 ? 64 : 32,
        unsigned: yes.unsigned || no.unsigned,
      };
    }
    case 'cast':
      return compileCast(expression.type, compileNumber(expression.of, environment), environment);
    case 'sizeof':
      return fixed(sizeOfType(expression.type, environment.longSize), 64, true);
    case 'call':
      return compileCall(expression.name, expression.args, environment);
    default:
      throw new PrintFormatError('a number is missing');
  }
}
