import { tableFromArrays, tableToIPC } from 'apache-arrow';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  decodeOps,
  encodeOps,
  OPS_COLUMN_TYPES,
  type OpsColumns,
  parseUserData,
  USER_DATA_TAG,
} from './ops-table.ts';

/** Columns of random bytes, all of `rows` values. */
function columnsOf(rows: number, fill: (bytes: number) => Uint8Array): OpsColumns {
  const columns = Object.entries(OPS_COLUMN_TYPES).map(([name, Type]) => {
    const bytes = fill(rows * Type.BYTES_PER_ELEMENT);
    return [name, new Type(bytes.slice().buffer)];
  });
  return Object.fromEntries(columns) as unknown as OpsColumns;
}

const anyColumns = fc
  .tuple(fc.integer({ min: 0, max: 40 }), fc.infiniteStream(fc.integer({ min: 0, max: 255 })))
  .map(([rows, stream]) =>
    columnsOf(rows, (bytes) => Uint8Array.from({ length: bytes }, () => stream.next().value ?? 0)),
  );

test('what is written is what is read', () => {
  fc.assert(
    fc.property(anyColumns, (columns) => {
      expect(decodeOps(encodeOps(columns))).toEqual(columns);
    }),
    { numRuns: 50 },
  );
});

test('columns of different lengths are a mistake of the caller', () => {
  const columns = columnsOf(3, (bytes) => new Uint8Array(bytes));
  expect(() => encodeOps({ ...columns, result: new Int32Array(2) })).toThrow(RangeError);
});

test('bytes that are no ops.arrow are E_RUN_DAMAGED', () => {
  const other = tableToIPC(tableFromArrays({ phase: new Uint8Array(3) }), 'file');
  const whole = encodeOps(columnsOf(5, (bytes) => new Uint8Array(bytes).fill(1)));
  for (const bytes of [new Uint8Array(), Buffer.from('row,result\n'), other, whole.slice(0, 100)]) {
    expect(() => decodeOps(bytes)).toThrow(expect.objectContaining({ code: 'E_RUN_DAMAGED' }));
  }
});

test("a user_data names row and attempt, and only the lab's do", () => {
  expect(parseUserData(USER_DATA_TAG + (3n << 32n) + 4711n)).toEqual({ row: 4711, attempt: 3 });
  expect(parseUserData(0n)).toBeUndefined();
  expect(parseUserData(0xffff_8881_0498_0000n)).toBeUndefined();
});
