import { sizeOfType } from '../../format/field.ts';
import { type Expression, PrintFormatError } from '../expression.ts';
import { generateNumberCall } from './calls.ts';
import { fieldArgument, generateContent, UNSIGNED_TYPE } from './contents.ts';
import { generateBinary, generateChoice, generateUnary } from './operators.ts';
import type { Program } from './program.ts';
import { generateScalar, readSource } from './scalars.ts';
import { convert, createCondition, createConstant, INT, isTrue, toInt, type Value } from './value.ts';

function generateElement(program: Program, of: Expression, position: Expression): Value {
  const content = generateContent(program, of);
  const { elementSize, signed } = content;
  const index = program.local(`${toInt(generateNumber(program, position))}>>>0`);
  const sound = program.local(`(${index}+1)*${elementSize}<=${content.length}`);
  const place = program.local(`${content.start}+${index}*${elementSize}`);
  if (elementSize === 8) {
    const { littleEndian } = program.context;
    const high = program.local(`${sound}?view.getInt32(${place}+${littleEndian ? 4 : 0},${littleEndian}):0`);
    const low = program.local(`${sound}?view.getInt32(${place}+${littleEndian ? 0 : 4},${littleEndian}):0`);
    return { bits: 64, unsigned: !signed, high, low };
  }
  const source = program.local(`${sound}?${readSource(program, place, elementSize, signed)}:0`);
  return { bits: 32, unsigned: !signed && elementSize === 4, source };
}

function generateCast(program: Program, type: string, of: Value): Value {
  const bytes = type.includes('*') ? program.context.longSize : sizeOfType(type, program.context.longSize);
  if (/\bbool\b/.test(type) && !type.includes('*')) {
    if (of.constant !== undefined) return createConstant(of.constant === 0n ? 0n : 1n, INT);
    return createCondition(`(${isTrue(of)})`);
  }
  if (bytes !== 1 && bytes !== 2 && bytes !== 4 && bytes !== 8) return of;
  const unsigned = type.includes('*') || UNSIGNED_TYPE.test(type);
  const bits = bytes === 1 ? 8 : bytes === 2 ? 16 : bytes === 4 ? 32 : 64;
  return convert(program, of, { bits, unsigned });
}

function generateNamed(program: Program, name: string): Value {
  const { constants } = program.context;
  const value = Object.hasOwn(constants, name) ? constants[name] : undefined;
  // libtraceevent takes a name it cannot resolve (`jiffies`, `vmemmap_base`) for 0; unlike a known one it equals nothing.
  if (value === undefined) return { bits: 32, unsigned: false, source: '0', unknown: true };
  return createConstant(BigInt(value), INT);
}

/** The type of a literal by its value and suffix; hexadecimal and decimal ones are not told apart. */
function generateLiteral(literal: Expression & { kind: 'number' }): Value {
  const wide = literal.long || literal.value > 0xffffffff;
  const unsigned =
    literal.unsigned || (wide ? literal.value > 0x7fffffffffffffffn : literal.value > 0x7fffffff);
  return createConstant(BigInt(literal.value), { bits: wide ? 64 : 32, unsigned });
}

function generateField(program: Program, name: string): Value {
  const field = program.field(name);
  if (field.array) throw new PrintFormatError('an array where a number is to be');
  return generateScalar(program, field);
}

function generateSize(program: Program, bytes: number): Value {
  const bits = program.context.longSize === 4 ? 32 : 64;
  return createConstant(BigInt(bytes), { bits, unsigned: true });
}

function generate(program: Program, expression: Expression): Value {
  switch (expression.kind) {
    case 'number':
      return generateLiteral(expression);
    case 'constant':
      return generateNamed(program, expression.name);
    case 'field':
      return generateField(program, expression.name);
    case 'index':
      return generateElement(program, expression.of, expression.index);
    case 'unary': {
      if (expression.operator === '&') break;
      if (expression.operator === '*')
        return generateElement(program, expression.of, {
          kind: 'number',
          value: 0,
          unsigned: false,
          long: false,
        });
      return generateUnary(program, expression.operator, generateNumber(program, expression.of));
    }
    case 'binary': {
      const left = generateNumber(program, expression.left);
      return generateBinary(program, expression.operator, left, generateNumber(program, expression.right));
    }
    case 'conditional': {
      const test = generateNumber(program, expression.test);
      const yes = generateNumber(program, expression.then);
      return generateChoice(program, test, yes, generateNumber(program, expression.else));
    }
    case 'cast':
      return generateCast(program, expression.type, generateNumber(program, expression.of));
    case 'sizeof':
      return generateSize(program, sizeOfType(expression.type, program.context.longSize));
    case 'call':
      if (expression.name === 'sizeof')
        return generateSize(program, program.field(fieldArgument(expression.args[0])).size);
      return generateNumberCall(program, expression, generateNumber);
    default:
  }
  throw new PrintFormatError('a number is missing');
}

/** Generates an expression that has to be an integer. */
export function generateNumber(program: Program, expression: Expression): Value {
  return program.descend(() => generate(program, expression));
}
