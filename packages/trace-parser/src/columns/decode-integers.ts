import type { IntegerArray } from './column.ts';
import type { RecordRows } from './record-rows.ts';

/*
 * Records begin at multiples of four, so most fields of four and eight bytes are words of the arena where its byte order is the
 * machine's. Those are copied as words, 64-bit values as two, without a bigint; all others are read one by one.
 */

export type IntegerDecoder = (rows: RecordRows, offset: number, littleEndian: boolean) => IntegerArray;

/** Whether this machine keeps the low half of a value first. */
const LOW_FIRST = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

type Read = (view: DataView, at: number) => number | bigint;

/** Values one by one; 0 for records too short. */
function readEach<T extends IntegerArray>(rows: RecordRows, offset: number, values: T, read: Read): T {
  const { length, starts, sizes, arena } = rows;
  const end = offset + values.BYTES_PER_ELEMENT;
  for (let row = 0; row < length; row++) {
    if ((sizes[row] as number) >= end) values[row] = read(arena.view, (starts[row] as number) + offset);
  }
  return values;
}

function isWordAligned(rows: RecordRows, offset: number, size: number, littleEndian: boolean): boolean {
  return littleEndian === LOW_FIRST && offset % 4 === 0 && rows.smallest >= offset + size;
}

function copyWords(rows: RecordRows, offset: number, values: Int32Array | Uint32Array): void {
  const { length, starts, arena } = rows;
  const { words } = arena;
  for (let row = 0; row < length; row++)
    values[row] = words[((starts[row] as number) + offset) >>> 2] as number;
}

function copyDoubleWords(rows: RecordRows, offset: number, halves: Int32Array): void {
  const { length, starts, arena } = rows;
  const { words } = arena;
  for (let row = 0; row < length; row++) {
    const from = ((starts[row] as number) + offset) >>> 2;
    halves[2 * row] = words[from] as number;
    halves[2 * row + 1] = words[from + 1] as number;
  }
}

function copyBytes(rows: RecordRows, offset: number, values: Int8Array | Uint8Array): void {
  const { length, starts, arena } = rows;
  const { bytes } = arena;
  for (let row = 0; row < length; row++) values[row] = bytes[(starts[row] as number) + offset] as number;
}

function decode8(rows: RecordRows, offset: number, signed: boolean): IntegerArray {
  const values = signed ? new Int8Array(rows.length) : new Uint8Array(rows.length);
  if (rows.smallest <= offset) return readEach(rows, offset, values, (view, at) => view.getUint8(at));
  copyBytes(rows, offset, values);
  return values;
}

function decode16(rows: RecordRows, offset: number, signed: boolean, littleEndian: boolean): IntegerArray {
  const values = signed ? new Int16Array(rows.length) : new Uint16Array(rows.length);
  return readEach(rows, offset, values, (view, at) => view.getUint16(at, littleEndian));
}

function decode32(rows: RecordRows, offset: number, signed: boolean, littleEndian: boolean): IntegerArray {
  const values = signed ? new Int32Array(rows.length) : new Uint32Array(rows.length);
  if (!isWordAligned(rows, offset, 4, littleEndian))
    return readEach(rows, offset, values, (view, at) => view.getUint32(at, littleEndian));
  copyWords(rows, offset, values);
  return values;
}

function decode64(rows: RecordRows, offset: number, signed: boolean, littleEndian: boolean): IntegerArray {
  const values = signed ? new BigInt64Array(rows.length) : new BigUint64Array(rows.length);
  if (!isWordAligned(rows, offset, 8, littleEndian))
    return readEach(rows, offset, values, (view, at) => view.getBigUint64(at, littleEndian));
  copyDoubleWords(rows, offset, new Int32Array(values.buffer));
  return values;
}

/** The decoder for integers of `size` bytes; undefined for sizes that no integer has. */
export function selectIntegerDecoder(size: number, signed: boolean): IntegerDecoder | undefined {
  switch (size) {
    case 1:
      return (rows, offset) => decode8(rows, offset, signed);
    case 2:
      return (rows, offset, littleEndian) => decode16(rows, offset, signed, littleEndian);
    case 4:
      return (rows, offset, littleEndian) => decode32(rows, offset, signed, littleEndian);
    case 8:
      return (rows, offset, littleEndian) => decode64(rows, offset, signed, littleEndian);
    default:
      return undefined;
  }
}
