import { type Expression, PrintFormatError } from '../expression.ts';
import type { PrintArgument } from '../print-function.ts';
import { splitInteger, toBigInt, wide } from '../runtime/wide.ts';
import { fieldArgument, generateContent } from './contents.ts';
import { generateBinary } from './operators.ts';
import type { Program } from './program.ts';
import {
  convert,
  createConstant,
  createNarrow,
  INT,
  UNSIGNED,
  UNSIGNED_LONG_LONG,
  type Value,
} from './value.ts';

type Call = Expression & { kind: 'call' };
type GenerateNumber = (program: Program, expression: Expression) => Value;

function toInteger(high: number, low: number, unsigned: boolean): number | bigint {
  const value = unsigned ? toBigInt(high, low) : BigInt.asIntN(64, toBigInt(high, low));
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function viewBytes(view: DataView, start: number, length: number): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + start, length);
}

/** Arguments for a print function: arrays and texts as bytes, all else as integers. */
function generateArguments(program: Program, args: readonly Expression[], number: GenerateNumber): string {
  const sources = args.map((argument) => {
    if (argument.kind === 'text') {
      const bytes: PrintArgument = Uint8Array.from(argument.text, (letter) => letter.charCodeAt(0));
      return program.value(bytes);
    }
    if (isArray(program, argument)) {
      const { start, length } = generateContent(program, argument);
      return `${program.value(viewBytes)}(view,${start},${length})`;
    }
    const value = number(program, argument);
    if (value.bits === 32) return value.source;
    return `${program.value(toInteger)}(${value.high},${value.low},${value.unsigned})`;
  });
  return `[${sources.join(',')}]`;
}

function isArray(program: Program, expression: Expression): boolean {
  if (expression.kind === 'cast') return isArray(program, expression.of);
  if (expression.kind === 'unary') return expression.operator === '&';
  if (expression.kind === 'field')
    return program.hasField(expression.name) && program.field(expression.name).array;
  return (
    expression.kind === 'call' && /^__get_(rel_)?(dynamic_array|str|bitmask|cpumask)$/.test(expression.name)
  );
}

/** Calls a text function of the context; false where the context has none of that name. */
export function generateTextCall(program: Program, call: Call, number: GenerateNumber): boolean {
  const known = program.context.functions?.get(call.name);
  if (known === undefined || known.returns !== 'text') return false;
  program.append(`${program.value(known)}.write(${generateArguments(program, call.args, number)},out)`);
  return true;
}

/** jiffies are ticks; where the kernel's tick rate is not known they are printed as they are. */
function generateJiffies(program: Program, value: Value, perSecond: number): Value {
  const { hz } = program.context;
  const wideValue = convert(program, value, UNSIGNED_LONG_LONG);
  if (hz === undefined) return wideValue;
  const product = generateBinary(
    program,
    '*',
    wideValue,
    createConstant(BigInt(perSecond), UNSIGNED_LONG_LONG),
  );
  const result = generateBinary(program, '/', product, createConstant(BigInt(hz), UNSIGNED_LONG_LONG));
  return convert(program, result, UNSIGNED);
}

/** Generates a call that yields an integer. */
export function generateNumberCall(program: Program, call: Call, number: GenerateNumber): Value {
  const [first] = call.args;
  switch (call.name) {
    case '__get_dynamic_array_len':
    case '__get_rel_dynamic_array_len': {
      const { length } = generateContent(program, { kind: 'field', name: fieldArgument(first) });
      return createNarrow(length, false);
    }
    default:
  }
  const known = program.context.functions?.get(call.name);
  if (known !== undefined && known.returns !== 'text') {
    const source = `${program.value(known)}.evaluate(${generateArguments(program, call.args, number)})`;
    const low = program.local(`${program.value(splitInteger)}(${source})`);
    const result: Value = {
      bits: 64,
      unsigned: known.returns === 'u64',
      low,
      high: program.local(`${program.value(wide)}.high`),
    };
    if (known.returns === 's32') return convert(program, result, INT);
    return known.returns === 'u32' ? convert(program, result, UNSIGNED) : result;
  }
  if (first === undefined) throw new PrintFormatError('a function without arguments');
  if (call.name === '__builtin_expect') return number(program, first);
  const value64 = (): Value => convert(program, number(program, first), UNSIGNED_LONG_LONG);
  const second = createConstant(1_000_000_000n, UNSIGNED_LONG_LONG);
  if (call.name === '__print_ns_to_secs') return generateBinary(program, '/', value64(), second);
  if (call.name === '__print_ns_without_secs')
    return convert(program, generateBinary(program, '%', value64(), second), UNSIGNED);
  if (call.name === 'jiffies_to_msecs') return generateJiffies(program, number(program, first), 1000);
  if (call.name === 'jiffies_to_usecs') return generateJiffies(program, number(program, first), 1_000_000);
  throw new PrintFormatError('a function that is not known');
}
