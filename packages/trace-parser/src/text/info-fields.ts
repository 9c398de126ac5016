import type { FieldValue } from '../trace.ts';
import { isBareHex, matchShape } from './info-shapes.ts';

const NAME = /^[A-Za-z_]\w*$/;
const INTEGER = /^(-?\d{1,20}|0x[0-9a-f]{1,16})$/i;

/** A field as an info tells it. */
export interface InfoField {
  readonly field: string;
  readonly text: string;
  /** Its digits are hexadecimal without saying so. */
  readonly bareHex: boolean;
}

/** The integer that a text stands for, maybe in parentheses; undefined when it is none. */
export function parseInteger(event: string, field: string, text: string): number | bigint | undefined {
  const plain = text.startsWith('(') && text.endsWith(')') ? text.slice(1, -1) : text;
  const digits = isBareHex(event, field) && /^[0-9a-f]{1,16}$/.test(plain) ? `0x${plain}` : plain;
  if (!INTEGER.test(digits)) return undefined;
  const number = Number(digits);
  return Number.isSafeInteger(number) ? number : BigInt(digits);
}

/** Names that may look like numbers. */
export function isTextField(field: string): boolean {
  return field.endsWith('comm') || field === 'cmd' || field === 'name';
}

/** The fields an info tells: by position for block events, else from `name value` and `name=value`. A name can come twice. */
export function splitInfo(event: string, info: string): InfoField[] {
  const shape = matchShape(event, info);
  if (shape !== undefined) return shape.values.map(([field, text]) => ({ field, text, bareHex: false }));
  const fields: InfoField[] = [];
  const words = info.split(/\s+/).filter((word) => word !== '');
  for (let index = 0; index < words.length; index++) {
    const word = (words[index] ?? '').replace(/,$/, '');
    const equals = word.indexOf('=');
    const field = equals > 0 ? word.slice(0, equals) : word;
    if (!NAME.test(field)) continue;
    let text = word.slice(equals + 1);
    if (equals < 0) {
      const next = words[index + 1]?.replace(/,$/, '');
      if (next === undefined || next.includes('=') || words[index]?.endsWith(',')) continue;
      text = next;
      index++;
    }
    fields.push({ field, text, bareHex: isBareHex(event, field) });
  }
  return fields;
}

/** The values of the fields; of those that come twice, the first. */
export function parseInfoFields(event: string, info: string): Map<string, FieldValue> {
  const fields = new Map<string, FieldValue>();
  for (const { field, text } of splitInfo(event, info)) {
    if (fields.has(field)) continue;
    fields.set(field, isTextField(field) ? text : (parseInteger(event, field, text) ?? text));
  }
  return fields;
}
