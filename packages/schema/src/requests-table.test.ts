import { tableFromIPC } from 'apache-arrow';
import { expect, test } from 'vitest';
import { REQUEST_COLUMN_TYPES, type RequestColumns, RequestsWriter } from './requests-table.ts';

function columnsOf(paths: readonly string[]): RequestColumns {
  const encoded = paths.map((path) => new TextEncoder().encode(path));
  const pathOffsets = new Int32Array(paths.length + 1);
  for (const [row, bytes] of encoded.entries()) pathOffsets[row + 1] = (pathOffsets[row] ?? 0) + bytes.length;
  const numbers = Object.entries(REQUEST_COLUMN_TYPES).map(([name, Type], place) => {
    const values = new Type(paths.length) as { fill(value: number | bigint): unknown };
    values.fill(Type.BYTES_PER_ELEMENT === 8 ? BigInt(place) : place);
    return [name, values];
  });
  return { ...Object.fromEntries(numbers), pathOffsets, pathBytes: Buffer.concat(encoded) } as RequestColumns;
}

function write(...batches: RequestColumns[]): Uint8Array {
  const chunks: Uint8Array[] = [];
  const writer = new RequestsWriter((bytes) => chunks.push(bytes.slice()));
  for (const batch of batches) writer.write(batch);
  writer.finish();
  return Buffer.concat(chunks);
}

test('batches become rows of one table, paths with them', () => {
  const table = tableFromIPC(write(columnsOf(['/mnt/f', '', '/ö']), columnsOf(['socket:[1]'])));
  expect(table.numRows).toBe(4);
  expect(table.schema.names).toEqual([...Object.keys(REQUEST_COLUMN_TYPES), 'path']);
  expect([...(table.getChild('path') ?? [])]).toEqual(['/mnt/f', '', '/ö', 'socket:[1]']);
  for (const [place, [name, Type]] of Object.entries(REQUEST_COLUMN_TYPES).entries()) {
    const values = table.getChild(name)?.toArray();
    expect(values, name).toBeInstanceOf(Type);
    expect(Number(values?.[3]), name).toBe(place);
  }
});

test('a table without requests is a table', () => {
  expect(tableFromIPC(write()).numRows).toBe(0);
});

test('columns of another type or length are a mistake of the caller', () => {
  const columns = columnsOf(['/a', '/b']);
  expect(() => write({ ...columns, result: new Int32Array(1) })).toThrow(RangeError);
  expect(() => write({ ...columns, fd: new Uint32Array(2) as never })).toThrow(RangeError);
  expect(() => write({ ...columns, pathOffsets: new Int32Array(2) })).toThrow(RangeError);
});
