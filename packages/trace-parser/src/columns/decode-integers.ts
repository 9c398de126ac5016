import type { IntegerArray } from './column.ts';
import type { RecordRows } from './record-rows.ts';

/*
 * One loop for each width and sign: the engine makes good machine code of a loop that always does the same. 64-bit values are
 * copied as two halves, which needs no bigint.
 */

export type IntegerDecoder = (rows: RecordRows, offset: number, littleEndian: boolean) => IntegerArray;

/** Whether this machine keeps the low half of a 64-bit value first. */
const LOW_FIRST = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

function decode8<T extends Int8Array | Uint8Array>(rows: RecordRows, offset: number, values: T): T {
  const { length, views, starts, sizes } = rows;
  for (let row = 0; row < length; row++) {
    if ((sizes[row] as number) > offset)
      values[row] = (views[row] as DataView).getUint8((starts[row] as number) + offset);
  }
  return values;
}

function decode16<T extends Int16Array | Uint16Array>(
  rows: RecordRows,
  offset: number,
  littleEndian: boolean,
  values: T,
): T {
  const { length, views, starts, sizes } = rows;
  for (let row = 0; row < length; row++) {
    if ((sizes[row] as number) >= offset + 2)
      values[row] = (views[row] as DataView).getUint16((starts[row] as number) + offset, littleEndian);
  }
  return values;
}

function decode32<T extends Int32Array | Uint32Array>(
  rows: RecordRows,
  offset: number,
  littleEndian: boolean,
  values: T,
): T {
  const { length, views, starts, sizes } = rows;
  for (let row = 0; row < length; row++) {
    if ((sizes[row] as number) >= offset + 4)
      values[row] = (views[row] as DataView).getInt32((starts[row] as number) + offset, littleEndian);
  }
  return values;
}

function decode64(rows: RecordRows, offset: number, littleEndian: boolean, buffer: ArrayBuffer): void {
  const { length, views, starts, sizes } = rows;
  const halves = new Int32Array(buffer);
  const first = littleEndian === LOW_FIRST ? 0 : 1;
  for (let row = 0; row < length; row++) {
    if ((sizes[row] as number) < offset + 8) continue;
    const view = views[row] as DataView;
    const at = (starts[row] as number) + offset;
    halves[2 * row + first] = view.getInt32(at, littleEndian);
    halves[2 * row + 1 - first] = view.getInt32(at + 4, littleEndian);
  }
}

/** The decoder for integers of `size` bytes; undefined for sizes that no integer has. */
export function selectIntegerDecoder(size: number, signed: boolean): IntegerDecoder | undefined {
  switch (size) {
    case 1:
      return (rows, offset) =>
        decode8(rows, offset, signed ? new Int8Array(rows.length) : new Uint8Array(rows.length));
    case 2:
      return (rows, offset, order) =>
        signed
          ? decode16(rows, offset, order, new Int16Array(rows.length))
          : decode16(rows, offset, order, new Uint16Array(rows.length));
    case 4:
      return (rows, offset, order) =>
        signed
          ? decode32(rows, offset, order, new Int32Array(rows.length))
          : decode32(rows, offset, order, new Uint32Array(rows.length));
    case 8:
      return (rows, offset, order) => {
        const buffer = new ArrayBuffer(8 * rows.length);
        decode64(rows, offset, order, buffer);
        return signed ? new BigInt64Array(buffer) : new BigUint64Array(buffer);
      };
    default:
      return undefined;
  }
}
