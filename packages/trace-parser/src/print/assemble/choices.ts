import { type Expression, PrintFormatError } from '../expression.ts';
import type { IntegerType } from '../generate/value.ts';
import type { Body } from './body.ts';
import { type Code, constant64, getLocal, I64, OP, setLocal } from './code.ts';
import { assembleNumber } from './numbers.ts';
import { convert, createConstant } from './value.ts';

interface Choice {
  readonly value: bigint;
  readonly text: string;
}

const HEX_ROOM = 18;

/** The `{ value, "text" }` pairs of a helper; pairs whose value the kernel left unresolved match nothing. */
function readChoices(body: Body, pairs: readonly Expression[], type: IntegerType): Choice[] {
  const choices: Choice[] = [];
  for (const pair of pairs) {
    if (pair.kind !== 'braces') throw new PrintFormatError('a pair in braces is missing');
    const [value, text] = pair.items;
    if (value === undefined || text?.kind !== 'text') continue;
    const { constant, unknown } = assembleNumber(body, value);
    if (constant === undefined || unknown) continue;
    choices.push({ value: createConstant(constant, type).constant as bigint, text: text.text });
  }
  return choices;
}

/** The helpers take an `unsigned long`, those for u64 an `unsigned long long`. */
function choiceType(body: Body, name: string): IntegerType {
  return { bits: name.endsWith('_u64') || body.context.longSize === 8 ? 64 : 32, unsigned: true };
}

/** The value of a helper in a local variable. */
function keepValue(body: Body, value: Expression, type: IntegerType): number {
  const local = body.local(I64);
  body.emit(convert(assembleNumber(body, value), type).code, setLocal(local));
  return local;
}

function writeRest(body: Body, rest: number): void {
  body.literal('0x');
  body.reserve(HEX_ROOM);
  body.append('hex', getLocal(rest));
}

function isNotZero(local: number): Code {
  return [...getLocal(local), ...constant64(0n), OP.I64_NE];
}

/** `__print_flags` (kernel/trace/trace_output.c, trace_print_flags_seq). */
export function assembleFlags(body: Body, name: string, args: readonly Expression[]): void {
  const [value, delimiter, ...pairs] = args;
  if (value === undefined || delimiter?.kind !== 'text')
    throw new PrintFormatError('the delimiter is no text');
  const type = choiceType(body, name);
  const rest = keepValue(body, value, type);
  const choices = readChoices(body, pairs, type);
  const begin = body.mark();
  const delimit = (): void => {
    if (delimiter.text === '') return;
    body.choose([...body.place, ...begin, OP.I32_NE], () => body.literal(delimiter.text));
  };
  for (const choice of choices) {
    const mask = constant64(choice.value);
    const isSet = [...getLocal(rest), ...mask, OP.I64_AND, ...mask, OP.I64_EQ];
    // A flag of 0 holds as long as any flag is left.
    body.choose(choice.value === 0n ? isNotZero(rest) : isSet, () => {
      delimit();
      body.literal(choice.text);
      if (choice.value !== 0n)
        body.emit(getLocal(rest), constant64(~choice.value), [OP.I64_AND], setLocal(rest));
    });
  }
  body.choose(isNotZero(rest), () => {
    delimit();
    writeRest(body, rest);
  });
}

/** `__print_symbolic` (trace_print_symbols_seq): the first pair with the value counts. */
export function assembleSymbolic(body: Body, name: string, args: readonly Expression[]): void {
  const [value, ...pairs] = args;
  if (value === undefined) throw new PrintFormatError('an argument is missing');
  const type = choiceType(body, name);
  const local = keepValue(body, value, type);
  const choices = readChoices(body, pairs, type);
  body.block((leave) => {
    for (const choice of choices) {
      body.choose([...getLocal(local), ...constant64(choice.value), OP.I64_EQ], () => {
        body.literal(choice.text);
        leave();
      });
    }
    writeRest(body, local);
  });
}
