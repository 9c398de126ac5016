import { type Expression, PrintFormatError } from '../expression.ts';
import { appendAddressText } from '../runtime/write-address.ts';
import { writeArray, writeBitGroups, writeBitList, writeHexBytes } from '../runtime/write-arrays.ts';
import { copyText } from '../runtime/write-text.ts';
import { generateTextCall } from './calls.ts';
import { generateFlags, generateSymbolic } from './choices.ts';
import { type Content, generateContent } from './contents.ts';
import { generateNumber } from './numbers.ts';
import type { Program } from './program.ts';
import { isTrue, toInt, toWide } from './value.ts';

function argumentAt(args: readonly Expression[], index: number): Expression {
  const argument = args[index];
  if (argument === undefined) throw new PrintFormatError('an argument is missing');
  return argument;
}

/** Makes room for `bytes` of text for each byte of the content. */
export function reserveFor(program: Program, content: Content, bytes: number): void {
  if (content.limit === undefined) program.reserve(0, bytes);
  else program.reserve(content.limit * bytes);
}

export function generateArrayText(program: Program, expression: Expression): void {
  const content = generateContent(program, expression);
  reserveFor(program, content, 1);
  program.line(`p=${program.value(copyText)}(view,${content.start},${content.length},b,p);`);
}

/** As many of the elements asked for as the record holds. */
function limitCount(program: Program, asked: Expression, content: Content, elementSize: number): string {
  const count = program.local(toInt(generateNumber(program, asked)));
  return program.local(`Math.max(0,Math.min(${count},Math.floor(${content.length}/${elementSize})))`);
}

function generateHex(program: Program, args: readonly Expression[], separator: number): void {
  const content = generateContent(program, argumentAt(args, 0));
  const count = limitCount(program, argumentAt(args, 1), content, 1);
  reserveFor(program, content, 3);
  program.line(`p=${program.value(writeHexBytes)}(view,${content.start},${count},${separator},b,p);`);
}

function generateArray(program: Program, args: readonly Expression[], dynamic: boolean): void {
  const array: Expression = dynamic
    ? { kind: 'call', name: '__get_dynamic_array', args: args.slice(0, 1) }
    : argumentAt(args, 0);
  const content = generateContent(program, array);
  const elementSize = Number(generateNumber(program, argumentAt(args, dynamic ? 1 : 2)).constant ?? 0n);
  if (![1, 2, 4, 8].includes(elementSize)) throw new PrintFormatError('elements of an odd size');
  const all: Expression = { kind: 'number', value: 0x7fffffff, unsigned: false, long: false };
  const count = limitCount(program, dynamic ? all : argumentAt(args, 1), content, elementSize);
  program.reserve(2);
  reserveFor(program, content, 5);
  const { littleEndian } = program.context;
  program.line(
    `p=${program.value(writeArray)}(view,${content.start},${count},${elementSize},${littleEndian},b,p);`,
  );
}

/** A mask of `bits` bits (a name or literal), or of all that are there. */
export function generateBits(program: Program, content: Content, list: boolean, bits?: string): void {
  const { littleEndian, longSize } = program.context;
  const whole = `${content.length}-${content.length}%${littleEndian ? 1 : longSize}`;
  const there = program.local(`8*(${whole})`);
  const count = bits === undefined ? there : program.local(`Math.max(0,Math.min(${bits},${there}))`);
  reserveFor(program, content, 32);
  const write = program.value(list ? writeBitList : writeBitGroups);
  program.line(`p=${write}(view,${content.start},${count},${littleEndian},${longSize},b,p);`);
}

function generateCall(program: Program, call: Expression & { kind: 'call' }): void {
  switch (call.name) {
    case '__print_flags':
    case '__print_flags_u64':
      generateFlags(program, call.name, call.args);
      return;
    case '__print_symbolic':
    case '__print_symbolic_u64':
      generateSymbolic(program, call.name, call.args);
      return;
    case '__print_hex':
      generateHex(program, call.args, 32);
      return;
    case '__print_hex_str':
      generateHex(program, call.args, 0);
      return;
    case '__print_array':
      generateArray(program, call.args, false);
      return;
    case '__print_dynamic_array':
      generateArray(program, call.args, true);
      return;
    case '__get_bitmask':
    case '__get_rel_bitmask':
      generateBits(program, generateContent(program, call), false);
      return;
    case '__get_cpumask':
    case '__get_rel_cpumask':
      generateBits(program, generateContent(program, call), true);
      return;
    case '__get_str':
    case '__get_rel_str':
      generateArrayText(program, call);
      return;
    default:
      if (!generateTextCall(program, call, generateNumber)) generateAddress(program, call);
  }
}

function generateAddress(program: Program, expression: Expression): void {
  const { high, low } = toWide(program, generateNumber(program, expression));
  const append = program.value(appendAddressText);
  program.append(`${append}(out,${high},${low},${program.value(program.context)})`);
}

function generate(program: Program, expression: Expression): void {
  switch (expression.kind) {
    case 'text':
      program.literal(expression.text);
      return;
    case 'conditional': {
      const test = program.local(isTrue(generateNumber(program, expression.test)));
      program.block(`if(${test})`, () => generateText(program, expression.then));
      program.block('else', () => generateText(program, expression.else));
      return;
    }
    case 'cast':
      generateText(program, expression.of);
      return;
    case 'call':
      generateCall(program, expression);
      return;
    case 'field':
      if (program.hasField(expression.name) && program.field(expression.name).array)
        generateArrayText(program, expression);
      else generateAddress(program, expression);
      return;
    case 'unary':
      generateArrayText(program, expression);
      return;
    default:
      generateAddress(program, expression);
  }
}

/** Generates the writing of an expression for `%s`. */
export function generateText(program: Program, expression: Expression): void {
  program.descend(() => generate(program, expression));
}
