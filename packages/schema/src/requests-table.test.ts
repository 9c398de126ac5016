import { tableFromIPC } from 'apache-arrow';
import { expect, test } from 'vitest';
import { REQUEST_COLUMN_TYPES, type RequestColumns, RequestsWriter } from './requests-table.ts';

function columnsOf(path: readonly number[], newPaths: readonly string[]): RequestColumns {
  const numbers = Object.entries(REQUEST_COLUMN_TYPES).map(([name, Type], place) => {
    const values = new Type(path.length) as { fill(value: number | bigint): unknown };
    values.fill(Type.BYTES_PER_ELEMENT === 8 ? BigInt(place) : place);
    return [name, values];
  });
  return { ...Object.fromEntries(numbers), path: Int32Array.from(path), newPaths } as RequestColumns;
}

function write(...batches: RequestColumns[]): Uint8Array {
  const chunks: Uint8Array[] = [];
  const writer = new RequestsWriter((bytes) => chunks.push(bytes.slice()));
  for (const batch of batches) writer.write(batch);
  writer.finish();
  return Buffer.concat(chunks);
}

test('batches become rows of one table, paths with them', () => {
  const table = tableFromIPC(
    write(columnsOf([0, -1, 1], ['/mnt/f', '/ö']), columnsOf([2, 0], ['socket:[1]'])),
  );
  expect(table.numRows).toBe(5);
  expect(table.schema.names).toEqual([...Object.keys(REQUEST_COLUMN_TYPES), 'path']);
  expect([...(table.getChild('path') ?? [])]).toEqual(['/mnt/f', '', '/ö', 'socket:[1]', '/mnt/f']);
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
  const columns = columnsOf([0, 0], ['/a']);
  expect(() => write({ ...columns, result: new Int32Array(1) })).toThrow(RangeError);
  expect(() => write({ ...columns, fd: new Uint32Array(2) as never })).toThrow(RangeError);
  expect(() => write({ ...columns, path: new Int32Array(3) })).toThrow(RangeError);
});
