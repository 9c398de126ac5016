import { type Expression, PrintFormatError } from '../expression.ts';
import { writeHex64 } from '../runtime/write-number.ts';
import { generateNumber } from './numbers.ts';
import type { Program } from './program.ts';
import { bind, convert, createConstant, type IntegerType, type Value } from './value.ts';

interface Choice {
  readonly value: Value;
  readonly text: string;
}

const HEX_ROOM = 18;

/** The `{ value, "text" }` pairs of a helper; pairs whose value the kernel left unresolved match nothing. */
function readChoices(program: Program, pairs: readonly Expression[], type: IntegerType): Choice[] {
  const choices: Choice[] = [];
  for (const pair of pairs) {
    if (pair.kind !== 'braces') throw new PrintFormatError('a pair in braces is missing');
    const [value, text] = pair.items;
    if (value === undefined || text?.kind !== 'text') continue;
    const { constant, unknown } = generateNumber(program, value);
    if (constant !== undefined && !unknown)
      choices.push({ value: createConstant(constant, type), text: text.text });
  }
  return choices;
}

/** The helpers take an `unsigned long`, those for u64 an `unsigned long long`. */
function choiceType(program: Program, name: string): IntegerType {
  const bits = name.endsWith('_u64') || program.context.longSize === 8 ? 64 : 32;
  return { bits, unsigned: true };
}

function halvesOf(program: Program, value: Value): { high: string; low: string } {
  if (value.bits === 64) return value;
  return { high: '0', low: bind(program, `(${value.source}|0)`) };
}

function writeRest(program: Program, high: string, low: string): void {
  program.literal('0x');
  program.line(`p=${program.value(writeHex64)}(b,p,${high},${low});`);
  program.reserve(HEX_ROOM);
}

/** `__print_flags` (kernel/trace/trace_output.c, trace_print_flags_seq). */
export function generateFlags(program: Program, name: string, args: readonly Expression[]): void {
  const [value, delimiter, ...pairs] = args;
  if (value === undefined || delimiter?.kind !== 'text')
    throw new PrintFormatError('the delimiter is no text');
  const type = choiceType(program, name);
  const { high, low } = halvesOf(program, convert(program, generateNumber(program, value), type));
  const begin = program.mark();
  const restHigh = program.variable(high);
  const restLow = program.variable(low);
  const delimit = (): void => {
    if (delimiter.text !== '') program.block(`if(p!==${begin})`, () => program.literal(delimiter.text));
  };
  for (const choice of readChoices(program, pairs, type)) {
    if (choice.value.constant === 0n) {
      // Holds as long as any flag is left.
      program.block(`if((${restHigh}|${restLow})!==0)`, () => {
        delimit();
        program.literal(choice.text);
      });
      continue;
    }
    const mask = halvesOf(program, choice.value);
    const tests: string[] = [];
    if (mask.high !== '0') tests.push(`(${restHigh}&${mask.high})===${mask.high}`);
    if (mask.low !== '0') tests.push(`(${restLow}&${mask.low})===${mask.low}`);
    program.block(`if(${tests.join('&&')})`, () => {
      delimit();
      program.literal(choice.text);
      if (mask.high !== '0') program.line(`${restHigh}&=~${mask.high};`);
      if (mask.low !== '0') program.line(`${restLow}&=~${mask.low};`);
    });
  }
  program.block(`if((${restHigh}|${restLow})!==0)`, () => {
    delimit();
    writeRest(program, restHigh, restLow);
  });
}

/** `__print_symbolic` (trace_print_symbols_seq): the first pair with the value counts. */
export function generateSymbolic(program: Program, name: string, args: readonly Expression[]): void {
  const [value, ...pairs] = args;
  if (value === undefined) throw new PrintFormatError('an argument is missing');
  const type = choiceType(program, name);
  const { high, low } = halvesOf(program, convert(program, generateNumber(program, value), type));
  const byHigh = new Map<string, Map<string, string>>();
  for (const choice of readChoices(program, pairs, type)) {
    const halves = halvesOf(program, choice.value);
    const group = byHigh.get(halves.high) ?? new Map<string, string>();
    byHigh.set(halves.high, group);
    if (!group.has(halves.low)) group.set(halves.low, choice.text);
  }
  const found = program.variable('false');
  for (const [upper, group] of byHigh) {
    program.block(`if(${high}===${upper})switch(${low})`, () => {
      for (const [lower, text] of group) {
        program.block(`case ${lower}:`, () => {
          program.literal(text);
          program.line(`${found}=true;break;`);
        });
      }
    });
  }
  program.block(`if(!${found})`, () => writeRest(program, high, low));
}
