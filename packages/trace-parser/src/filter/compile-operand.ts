import { readText } from '../bytes/latin1.ts';
import type { EventType } from '../event/event-type.ts';
import type { Field } from '../format/field.ts';
import { compileContent } from '../format/field-content.ts';
import { compileInteger } from '../format/read-integer.ts';
import { compileArithmetic } from './arithmetic.ts';
import type { Value } from './condition.ts';
import {
  type FilterOptions,
  isMisfit,
  type Misfit,
  type NumberReader,
  type TextReader,
} from './filter-record.ts';

/** A value that is compared as a number. */
export interface NumberOperand {
  readonly read: NumberReader;
  /** Set for what does not change from record to record. */
  readonly constant?: bigint;
  readonly signed: boolean;
}

/** What has a value besides the fields: COMM and CPU as in libtraceevent, and the time in nanoseconds. */
const RECORD_NUMBERS: Readonly<Record<string, NumberReader>> = {
  CPU: ({ cpu }) => cpu,
  TIMESTAMP: ({ timestamp }) => timestamp,
};
export const RECORD_NAMES = ['COMM', ...Object.keys(RECORD_NUMBERS)];

function findField(type: EventType, name: string): Field | undefined {
  return type.format.fields.find((field) => field.name === name);
}

/** Arrays of single bytes hold text (libtraceevent, src/event-parse.c, field_is_string). */
function holdsText({ array, pointer, type }: Field): boolean {
  return array && !pointer && /char|u8|s8/.test(type);
}

export function compileNumber(type: EventType, value: Value, options: FilterOptions): NumberOperand | Misfit {
  const { at } = value;
  if (value.kind === 'number') {
    const plain = Number(value.value);
    const constant = Number.isSafeInteger(plain) ? plain : value.value;
    return { read: () => constant, constant: value.value, signed: value.value < 0n };
  }
  if (value.kind === 'text') {
    if (value.text.length !== 1) return { at, message: 'expected a number' };
    const code = value.text.charCodeAt(0);
    return { read: () => code, constant: BigInt(code), signed: false };
  }
  if (value.kind === 'arithmetic') {
    const left = compileNumber(type, value.left, options);
    const right = compileNumber(type, value.right, options);
    if (isMisfit(left)) return left;
    if (isMisfit(right)) return right;
    return { read: compileArithmetic(value.operator, left.read, right.read), signed: true };
  }
  const field = findField(type, value.name);
  if (field === undefined) {
    const read = RECORD_NUMBERS[value.name];
    if (read !== undefined) return { read, signed: false };
    if (value.name === 'COMM') return { at, message: 'expected a text in quotes to compare COMM with' };
    return { at, message: `no field is called ${value.name}`, name: value.name };
  }
  const { offset, size, signed } = field;
  const read = field.array ? undefined : compileInteger(offset, size, signed, options.littleEndian ?? true);
  if (read === undefined) return { at, message: `${value.name} is no number` };
  const end = offset + size;
  return { read: (record) => (end > record.size ? undefined : read(record.view, record.at)), signed };
}

/** The text of a value: of a number that is an address, its symbol; of any other its hexadecimal digits, as in libtraceevent. */
export function compileText(type: EventType, value: Value, options: FilterOptions): TextReader | Misfit {
  const { at } = value;
  if (value.kind !== 'name') return { at, message: 'expected a field to compare with a text' };
  const field = findField(type, value.name);
  if (field === undefined) {
    if (value.name === 'COMM') return ({ comm }) => comm;
    if (value.name in RECORD_NUMBERS) return { at, message: `${value.name} is a number, not text` };
    return { at, message: `no field is called ${value.name}`, name: value.name };
  }
  if (holdsText(field)) {
    const read = compileContent(field, options.littleEndian ?? true);
    return ({ view, at: payload, size }) => {
      const { start, length } = read(view, payload, size);
      return readText(view, start, start + length);
    };
  }
  const number = compileNumber(type, value, options);
  if (isMisfit(number)) return { at, message: `${value.name} is neither text nor a number` };
  const named = field.pointer || /\blong\b/.test(field.type);
  return (record) => {
    const address = BigInt.asUintN(64, BigInt(number.read(record) ?? 0));
    return (named ? options.findSymbol?.(address) : undefined) ?? `0x${address.toString(16)}`;
  };
}
