import type { Field } from '../format/field.ts';
import type { Column, IntegerArray } from './column.ts';
import { isHexadecimal } from './compile-columns.ts';

/** Kinds of columns in the WebAssembly module (assembly/tables.ts). */
const INTEGER = 0;
const INLINE_TEXT = 1;
const LOCATED_TEXT = 2;
const RELATIVE_TEXT = 3;
/** Bytes of a location word: offset and length in halves. */
const LOCATION = 4;

/** How the WebAssembly module decodes a field. */
export interface ColumnPlan {
  readonly kind: number;
  readonly offset: number;
  readonly size: number;
  /** The column of `length` rows that was decoded to `at` of a buffer. */
  build(buffer: ArrayBuffer, at: number, length: number): Column;
}

type MakeArray = (buffer: ArrayBuffer, at: number, length: number) => IntegerArray;

function selectArray(size: number, signed: boolean): MakeArray | undefined {
  switch (size) {
    case 1:
      return (...place) => (signed ? new Int8Array(...place) : new Uint8Array(...place));
    case 2:
      return (...place) => (signed ? new Int16Array(...place) : new Uint16Array(...place));
    case 4:
      return (...place) => (signed ? new Int32Array(...place) : new Uint32Array(...place));
    case 8:
      return (...place) => (signed ? new BigInt64Array(...place) : new BigUint64Array(...place));
    default:
      return undefined;
  }
}

function planText(field: Field): ColumnPlan | undefined {
  const { name, offset, size, location } = field;
  if (location !== null && size !== LOCATION) return undefined;
  const kind = location === null ? INLINE_TEXT : location === 'data' ? LOCATED_TEXT : RELATIVE_TEXT;
  return {
    kind,
    offset,
    size,
    build(buffer, at, length) {
      const offsets = new Uint32Array(buffer, at, length + 1);
      return {
        kind: 'text',
        name,
        offsets,
        bytes: new Uint8Array(buffer, at + offsets.byteLength, offsets[length] as number),
      };
    },
  };
}

/** How the WebAssembly module decodes a field of a little-endian recording; undefined for lists, which it does not. */
export function planColumn(field: Field): ColumnPlan | undefined {
  if (field.array) return field.text ? planText(field) : undefined;
  const { name, offset, size } = field;
  const makeArray = selectArray(size, field.signed);
  if (makeArray === undefined) return undefined;
  const hex = isHexadecimal(field);
  return {
    kind: INTEGER,
    offset,
    size,
    build: (buffer, at, length) => ({ kind: 'integer', name, hex, values: makeArray(buffer, at, length) }),
  };
}
