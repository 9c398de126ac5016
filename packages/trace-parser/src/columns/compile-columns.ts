import type { Field } from '../format/field.ts';
import { compileContent } from '../format/field-content.ts';
import type { Column } from './column.ts';
import { decodeContents } from './decode-contents.ts';
import { selectIntegerDecoder } from './decode-integers.ts';
import { createArena, type RecordRows } from './record-rows.ts';

/** Decodes one field of many records. */
export type ColumnDecoder = (rows: RecordRows) => Column;

function compileArray(field: Field, littleEndian: boolean): ColumnDecoder {
  const { name } = field;
  const read = compileContent(field, littleEndian);
  if (field.text) return (rows) => ({ kind: 'text', name, ...decodeContents(rows, read, true) });
  const size = field.elementSize;
  const decode = selectIntegerDecoder(size, field.signed) ?? selectIntegerDecoder(1, false);
  const width = selectIntegerDecoder(size, field.signed) === undefined ? 1 : size;
  return (rows) => {
    const { offsets, bytes } = decodeContents(rows, read, false);
    const whole = alignElements(offsets, bytes, width);
    const length = whole.length / width;
    const elements = {
      arena: createArena(whole.slice().buffer),
      length,
      starts: Uint32Array.from({ length }, (_, index) => index * width),
      sizes: new Uint32Array(length).fill(width),
      smallest: width,
    };
    const values = decode?.(elements, 0, littleEndian) ?? new Uint8Array(0);
    return { kind: 'list', name, offsets, values };
  };
}

/** Drops bytes after the last whole element of a row, and makes `offsets` count elements. */
function alignElements(offsets: Uint32Array, bytes: Uint8Array, width: number): Uint8Array {
  if (width === 1) return bytes;
  const whole = new Uint8Array(bytes.length);
  let filled = 0;
  let start = 0;
  for (let row = 1; row < offsets.length; row++) {
    const end = offsets[row] as number;
    const length = end - start - ((end - start) % width);
    whole.set(bytes.subarray(start, start + length), filled);
    filled += length;
    start = end;
    offsets[row] = filled / width;
  }
  return whole.subarray(0, filled);
}

/** Whether a field's values are read as hexadecimal numbers: pointers and bit masks. */
export function isHexadecimal({ pointer, type }: Field): boolean {
  return pointer || /\bunsigned long\b(?! long)/.test(type);
}

/** Compiles the decoder of a field. Scalars of a size that is no integer's are decoded as lists of bytes. */
export function compileColumn(field: Field, littleEndian: boolean): ColumnDecoder {
  const decode = field.array ? undefined : selectIntegerDecoder(field.size, field.signed);
  if (decode === undefined) return compileArray(field, littleEndian);
  const { name, offset } = field;
  const hex = isHexadecimal(field);
  return (rows) => ({ kind: 'integer', name, hex, values: decode(rows, offset, littleEndian) });
}
