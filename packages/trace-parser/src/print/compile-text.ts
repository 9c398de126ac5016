import { readText } from '../bytes/latin1.ts';
import { compileInteger } from '../format/read-integer.ts';
import { type CompiledContent, compileArray } from './compile-content.ts';
import { compileNumber, isTrue } from './compile-number.ts';
import type { Evaluate, PrintEnvironment } from './environment.ts';
import { type Expression, PrintFormatError } from './expression.ts';
import { applyOperator, type Integer, toHex, toUnsigned64 } from './integer.ts';

interface Choice {
  readonly value: Integer;
  readonly text: string;
}

/** The `{ value, "text" }` pairs of a helper; pairs whose value the kernel left unresolved match nothing. */
function readChoices(pairs: readonly Expression[], environment: PrintEnvironment): Choice[] {
  const choices: Choice[] = [];
  for (const pair of pairs) {
    if (pair.kind !== 'braces') throw new PrintFormatError('a pair in braces is missing');
    const [value, text] = pair.items;
    if (value === undefined || text?.kind !== 'text') continue;
    const { constant } = compileNumber(value, environment);
    if (constant !== undefined) choices.push({ value: toUnsigned64(constant), text: text.text });
  }
  return choices;
}

function argumentAt(args: readonly Expression[], index: number): Expression {
  const argument = args[index];
  if (argument === undefined) throw new PrintFormatError('an argument is missing');
  return argument;
}

/** `__print_flags` (kernel/trace/trace_output.c, trace_print_flags_seq). */
function compileFlags(args: readonly Expression[], environment: PrintEnvironment): Evaluate<string> {
  const { evaluate } = compileNumber(argumentAt(args, 0), environment);
  const delimiter = argumentAt(args, 1);
  if (delimiter.kind !== 'text') throw new PrintFormatError('the delimiter is no text');
  const flags = readChoices(args.slice(2), environment).filter((flag) => flag.value !== 0);
  return (view, at, size) => {
    let rest = toUnsigned64(evaluate(view, at, size));
    if (rest === 0) return '';
    const names: string[] = [];
    for (const { value, text } of flags) {
      if (rest === 0) break;
      if (applyOperator('&', rest, value, true) !== value) continue;
      names.push(text);
      rest = applyOperator('^', rest, value, true);
    }
    if (rest !== 0) names.push(`0x${toHex(rest)}`);
    return names.join(delimiter.text);
  };
}

/** `__print_symbolic` (trace_print_symbols_seq): the first pair with the value counts. */
function compileSymbolic(args: readonly Expression[], environment: PrintEnvironment): Evaluate<string> {
  const { evaluate } = compileNumber(argumentAt(args, 0), environment);
  const names = new Map<Integer, string>();
  for (const { value, text } of readChoices(args.slice(1), environment)) {
    if (!names.has(value)) names.set(value, text);
  }
  return (view, at, size) => {
    const value = toUnsigned64(evaluate(view, at, size));
    return names.get(value) ?? `0x${toHex(value)}`;
  };
}

/** A value per element, at most as many as the record holds. */
function compileElements(
  array: CompiledContent,
  elementSize: number,
  count: Evaluate<Integer>,
  environment: PrintEnvironment,
): Evaluate<string[]> {
  const read = compileInteger(0, elementSize, false, environment.littleEndian);
  if (read === undefined) throw new PrintFormatError(`array elements of ${elementSize} bytes`);
  return (view, at, size) => {
    const content = array.read(view, at, size);
    const limit = Math.min(Number(count(view, at, size)), Math.floor(content.length / elementSize));
    const values: string[] = [];
    for (let index = 0; index < limit; index++) {
      values.push(read(view, content.start + index * elementSize).toString(16));
    }
    return values;
  };
}

function compileHex(
  args: readonly Expression[],
  separator: string,
  environment: PrintEnvironment,
): Evaluate<string> {
  const array = compileArray(argumentAt(args, 0), environment);
  const count = compileNumber(argumentAt(args, 1), environment).evaluate;
  const elements = compileElements(array, 1, count, environment);
  return (view, at, size) =>
    elements(view, at, size)
      .map((byte) => byte.padStart(2, '0'))
      .join(separator);
}

function compilePrintArray(
  args: readonly Expression[],
  dynamic: boolean,
  environment: PrintEnvironment,
): Evaluate<string> {
  const array = dynamic
    ? compileArray({ kind: 'call', name: '__get_dynamic_array', args: args.slice(0, 1) }, environment)
    : compileArray(argumentAt(args, 0), environment);
  const elementSize = Number(compileNumber(argumentAt(args, dynamic ? 1 : 2), environment).constant ?? 0);
  const count: Evaluate<Integer> = dynamic
    ? () => Number.MAX_SAFE_INTEGER
    : compileNumber(argumentAt(args, 1), environment).evaluate;
  const elements = compileElements(array, elementSize, count, environment);
  return (view, at, size) =>
    `{${elements(view, at, size)
      .map((value) => `0x${value}`)
      .join(',')}}`;
}

/** Set bits as ranges (`0-3,7`), the way libtraceevent 1.7 prints a cpumask. */
function compileBitmask(call: Expression, environment: PrintEnvironment): Evaluate<string> {
  const array = compileArray(call, environment);
  const { littleEndian, longSize } = environment;
  return (view, at, size) => {
    const content = array.read(view, at, size);
    const ranges: string[] = [];
    let first = -1;
    for (let bit = 0; bit <= content.length * 8; bit++) {
      const byte = littleEndian
        ? bit >> 3
        : (Math.floor((bit >> 3) / longSize) + 1) * longSize - 1 - ((bit >> 3) % longSize);
      const set =
        bit < content.length * 8 &&
        byte < content.length &&
        (view.getUint8(content.start + byte) >> (bit & 7)) & 1;
      if (set && first < 0) first = bit;
      if (set || first < 0) continue;
      ranges.push(bit - 1 === first ? `${first}` : `${first}-${bit - 1}`);
      first = -1;
    }
    return ranges.join(',');
  };
}

function compileCall(
  call: Expression & { kind: 'call' },
  environment: PrintEnvironment,
): Evaluate<string> | undefined {
  switch (call.name) {
    case '__print_flags':
    case '__print_flags_u64':
      return compileFlags(call.args, environment);
    case '__print_symbolic':
    case '__print_symbolic_u64':
      return compileSymbolic(call.args, environment);
    case '__print_hex':
      return compileHex(call.args, ' ', environment);
    case '__print_hex_str':
      return compileHex(call.args, '', environment);
    case '__print_array':
      return compilePrintArray(call.args, false, environment);
    case '__print_dynamic_array':
      return compilePrintArray(call.args, true, environment);
    case '__get_bitmask':
    case '__get_cpumask':
    case '__get_rel_bitmask':
    case '__get_rel_cpumask':
      return compileBitmask(call, environment);
    case '__get_str':
    case '__get_rel_str':
      return compileArrayText(call, environment);
    default:
      return undefined;
  }
}

function compileArrayText(expression: Expression, environment: PrintEnvironment): Evaluate<string> {
  const { read } = compileArray(expression, environment);
  return (view, at, size) => {
    const content = read(view, at, size);
    return readText(view, content.start, content.start + content.length);
  };
}

/** A number where text is printed is an address: of a printk format, or of something that was not recorded. */
function compileAddress(expression: Expression, environment: PrintEnvironment): Evaluate<string> {
  const { evaluate } = compileNumber(expression, environment);
  return (view, at, size) => {
    const address = toUnsigned64(evaluate(view, at, size));
    return environment.printk().get(BigInt(address)) ?? toHex(address);
  };
}

/** Compiles an expression for `%s`. */
export function compileText(expression: Expression, environment: PrintEnvironment): Evaluate<string> {
  switch (expression.kind) {
    case 'text':
      return () => expression.text;
    case 'conditional': {
      const test = compileNumber(expression.test, environment).evaluate;
      const yes = compileText(expression.then, environment);
      const no = compileText(expression.else, environment);
      return (view, at, size) => (isTrue(test(view, at, size)) ? yes : no)(view, at, size);
    }
    case 'cast':
      return compileText(expression.of, environment);
    case 'call':
      return compileCall(expression, environment) ?? compileAddress(expression, environment);
    case 'field':
      if (environment.fields.get(expression.name)?.array) return compileArrayText(expression, environment);
      return compileAddress(expression, environment);
    case 'unary':
      return compileArrayText(expression, environment);
    default:
      return compileAddress(expression, environment);
  }
}
