import type { Column, IntegerArray, TextColumn } from '../columns/column.ts';
import { isTextField, parseInteger, splitInfo } from './info-fields.ts';
import type { TextEventType } from './text-event-type.ts';

const LEAST_INT64 = -(2n ** 63n);
const MOST_INT64 = 2n ** 63n - 1n;

/** The texts of one field in all rows; undefined in rows that lack it. */
interface FieldTexts {
  readonly name: string;
  readonly texts: (string | undefined)[];
  readonly hex: boolean;
}

/**
 * The fields of events of one type by their infos. A column is of integers when every row has one there, else of text, empty in rows
 * without the field. Fields that no row has are left out.
 */
export function buildColumns(type: TextEventType, infos: readonly string[]): Column[] {
  const fields: FieldTexts[] = [];
  infos.forEach((info, row) => {
    for (const { field, text, bareHex } of splitInfo(type.name, info)) {
      const position = type.findField(field);
      if (position < 0) continue;
      fields[position] ??= {
        name: field,
        texts: new Array<string | undefined>(infos.length).fill(undefined),
        hex: bareHex || /^\(?0x/i.test(text),
      };
      fields[position].texts[row] ??= text;
    }
  });
  return fields.filter((field) => field !== undefined).map((field) => buildColumn(type.name, field));
}

function buildColumn(event: string, { name, texts, hex }: FieldTexts): Column {
  const values = isTextField(name) ? undefined : readIntegers(event, name, texts);
  return values === undefined
    ? { kind: 'text', name, ...gatherTexts(texts) }
    : { kind: 'integer', name, hex, values };
}

/** All texts as integers of 64 bits; undefined when one is none or they fit no one type. */
function readIntegers(
  event: string,
  field: string,
  texts: readonly (string | undefined)[],
): IntegerArray | undefined {
  const values: bigint[] = [];
  let signed = true;
  let unsigned = true;
  for (const text of texts) {
    const value = text === undefined ? undefined : parseInteger(event, field, text);
    if (value === undefined) return undefined;
    const integer = BigInt(value);
    signed &&= integer >= LEAST_INT64 && integer <= MOST_INT64;
    unsigned &&= integer >= 0n && integer < 2n ** 64n;
    values.push(integer);
  }
  if (signed) return BigInt64Array.from(values);
  return unsigned ? BigUint64Array.from(values) : undefined;
}

function gatherTexts(texts: readonly (string | undefined)[]): Pick<TextColumn, 'offsets' | 'bytes'> {
  const offsets = new Uint32Array(texts.length + 1);
  texts.forEach((text, row) => {
    offsets[row + 1] = (offsets[row] as number) + (text?.length ?? 0);
  });
  const bytes = new Uint8Array(offsets[texts.length] as number);
  texts.forEach((text = '', row) => {
    const start = offsets[row] as number;
    for (let index = 0; index < text.length; index++) bytes[start + index] = text.charCodeAt(index);
  });
  return { offsets, bytes };
}
