import { type Field, sizeOfType } from '../../format/field.ts';
import { type Expression, PrintFormatError } from '../expression.ts';
import { fieldArgument, UNSIGNED_TYPE } from '../generate/contents.ts';
import { INT, UNSIGNED, UNSIGNED_LONG_LONG } from '../generate/value.ts';
import type { Body } from './body.ts';
import { access, type Code, constant64, getLocal, I64, OP } from './code.ts';
import { assembleContent } from './contents.ts';
import { assembleBinary, assembleChoice, assembleUnary } from './operators.ts';
import { convert, createCondition, createConstant, createValue, isTrue, type Value } from './value.ts';
import { PARAMETER } from './writer-module.ts';

/** Loads of integers by their size, unsigned and signed. */
const LOADS: Readonly<Record<number, readonly [number, number]>> = {
  1: [OP.I64_LOAD8_U, OP.I64_LOAD8_S],
  2: [OP.I64_LOAD16_U, OP.I64_LOAD16_S],
  4: [OP.I64_LOAD32_U, OP.I64_LOAD32_S],
  8: [OP.I64_LOAD, OP.I64_LOAD],
};

/** An integer of the record of `size` bytes, `offset` after an address. */
function loadInteger(address: Code, offset: number, size: number, signed: boolean): Value {
  const load = LOADS[size];
  if (load === undefined) throw new PrintFormatError(`an integer of ${size} bytes`);
  const type = { bits: size === 8 ? 64 : 32, unsigned: !signed && size >= 4 } as const;
  return createValue([...address, ...access(load[signed ? 1 : 0], offset)], type);
}

function assembleField(body: Body, name: string): Value {
  const field: Field = body.field(name);
  if (field.array) throw new PrintFormatError('an array where a number is to be');
  return loadInteger(getLocal(PARAMETER.PAYLOAD), field.offset, field.size, field.signed);
}

function assembleElement(body: Body, of: Expression, position: Expression): Value {
  const { start, length, elementSize, signed } = assembleContent(body, of);
  const index = convert(assembleNumber(body, position), UNSIGNED).code;
  const scale = constant64(BigInt(elementSize));
  const end = [...index, ...constant64(1n), OP.I64_ADD, ...scale, OP.I64_MUL];
  const isSound = [...end, ...length, OP.I64_EXTEND_U, OP.I64_LE_U];
  const place = [...start, ...index, OP.I32_WRAP, ...scale, OP.I32_WRAP, OP.I32_MUL, OP.I32_ADD];
  const element = loadInteger(place, 0, elementSize, signed);
  const code = [...isSound, OP.IF, I64, ...element.code, OP.ELSE, ...constant64(0n), OP.END];
  return createValue(code, element);
}

function assembleCast(body: Body, type: string, of: Value): Value {
  const { longSize } = body.context;
  const isPointer = type.includes('*');
  const bytes = isPointer ? longSize : sizeOfType(type, longSize);
  if (/\bbool\b/.test(type) && !isPointer) {
    if (of.constant !== undefined) return createConstant(of.constant === 0n ? 0n : 1n, INT);
    return createCondition(isTrue(of));
  }
  if (bytes !== 1 && bytes !== 2 && bytes !== 4 && bytes !== 8) return of;
  const unsigned = isPointer || UNSIGNED_TYPE.test(type);
  return convert(of, { bits: (8 * bytes) as 8 | 16 | 32 | 64, unsigned });
}

function assembleNamed(body: Body, name: string): Value {
  const { constants } = body.context;
  const value = Object.hasOwn(constants, name) ? constants[name] : undefined;
  // libtraceevent takes a name it cannot resolve for 0; unlike a known one it equals nothing.
  if (value === undefined) return { ...createValue(constant64(0n), INT), unknown: true };
  return createConstant(BigInt(value), INT);
}

/** The type of a literal by its value and suffix; hexadecimal and decimal ones are not told apart. */
function assembleLiteral(literal: Expression & { kind: 'number' }): Value {
  const wide = literal.long || literal.value > 0xffffffff;
  const unsigned =
    literal.unsigned || (wide ? literal.value > 0x7fffffffffffffffn : literal.value > 0x7fffffff);
  return createConstant(BigInt(literal.value), { bits: wide ? 64 : 32, unsigned });
}

function assembleSize(body: Body, bytes: number): Value {
  return createConstant(BigInt(bytes), { bits: body.context.longSize === 4 ? 32 : 64, unsigned: true });
}

function assembleCall(body: Body, { name, args }: Expression & { kind: 'call' }): Value {
  const [first] = args;
  if (name === 'sizeof') return assembleSize(body, body.field(fieldArgument(first)).size);
  if (name === '__get_dynamic_array_len' || name === '__get_rel_dynamic_array_len') {
    const { length } = assembleContent(body, { kind: 'field', name: fieldArgument(first) });
    return createValue([...length, OP.I64_EXTEND_U], INT);
  }
  if (first === undefined || body.context.functions?.has(name))
    throw new PrintFormatError('a function of JavaScript');
  if (name === '__builtin_expect') return assembleNumber(body, first);
  const second = createConstant(1_000_000_000n, UNSIGNED_LONG_LONG);
  const wide = () => convert(assembleNumber(body, first), UNSIGNED_LONG_LONG);
  if (name === '__print_ns_to_secs') return assembleBinary(body, '/', wide(), second);
  if (name === '__print_ns_without_secs') return convert(assembleBinary(body, '%', wide(), second), UNSIGNED);
  throw new PrintFormatError('a function that is not known');
}

function assemble(body: Body, expression: Expression): Value {
  switch (expression.kind) {
    case 'number':
      return assembleLiteral(expression);
    case 'constant':
      return assembleNamed(body, expression.name);
    case 'field':
      return assembleField(body, expression.name);
    case 'index':
      return assembleElement(body, expression.of, expression.index);
    case 'unary':
      if (expression.operator === '&' || expression.operator === '*') break;
      return assembleUnary(body, expression.operator, assembleNumber(body, expression.of));
    case 'binary': {
      const left = assembleNumber(body, expression.left);
      return assembleBinary(body, expression.operator, left, assembleNumber(body, expression.right));
    }
    case 'conditional': {
      const test = assembleNumber(body, expression.test);
      const yes = assembleNumber(body, expression.then);
      return assembleChoice(test, yes, assembleNumber(body, expression.else));
    }
    case 'cast':
      return assembleCast(body, expression.type, assembleNumber(body, expression.of));
    case 'sizeof':
      return assembleSize(body, sizeOfType(expression.type, body.context.longSize));
    case 'call':
      return assembleCall(body, expression);
    default:
  }
  throw new PrintFormatError('a number is missing');
}

/** An expression that has to be an integer. Throws PrintFormatError for what is none, or what JavaScript has to compute. */
export function assembleNumber(body: Body, expression: Expression): Value {
  return body.descend(() => assemble(body, expression));
}
