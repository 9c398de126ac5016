import type { FieldValue } from '../trace.ts';
import { isBareHex, matchShape } from './info-shapes.ts';

const NAME = /^[A-Za-z_]\w*$/;

function parseValue(text: string, bareHex: boolean): FieldValue {
  const plain = /^\((.*)\)$/s.exec(text)?.[1] ?? text;
  const digits = bareHex && /^[0-9a-f]{1,16}$/.test(plain) ? `0x${plain}` : plain;
  if (!/^(-?\d{1,20}|0x[0-9a-f]{1,16})$/i.test(digits)) return text;
  const number = Number(digits);
  return Number.isSafeInteger(number) ? number : BigInt(digits);
}

/** Names that may look like numbers. */
function isText(field: string): boolean {
  return field.endsWith('comm') || field === 'cmd' || field === 'name';
}

/** The fields an info tells: by position for block events, else from `name value` and `name=value`. */
export function parseInfoFields(name: string, info: string): Map<string, FieldValue> {
  const fields = new Map<string, FieldValue>();
  const shape = matchShape(name, info);
  if (shape !== undefined) {
    for (const [field, value] of shape.values) {
      fields.set(field, isText(field) ? value : parseValue(value, false));
    }
    return fields;
  }
  const words = info.split(/\s+/).filter((word) => word !== '');
  for (let index = 0; index < words.length; index++) {
    const word = (words[index] ?? '').replace(/,$/, '');
    const equals = word.indexOf('=');
    const field = equals > 0 ? word.slice(0, equals) : word;
    if (!NAME.test(field)) continue;
    let value = word.slice(equals + 1);
    if (equals < 0) {
      const next = words[index + 1]?.replace(/,$/, '');
      if (next === undefined || next.includes('=') || words[index]?.endsWith(',')) continue;
      value = next;
      index++;
    }
    if (!fields.has(field)) {
      fields.set(field, isText(field) ? value : parseValue(value, isBareHex(name, field)));
    }
  }
  return fields;
}
