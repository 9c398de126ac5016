import { OPS_COLUMN_TYPES, type OpsColumns } from '@uringlab/schema';
import { expect, test } from 'vitest';
import { joinColumns } from './join-columns.ts';

/** Columns of `rows` rows in which every value is `value`. */
function columnsOf(rows: number, value: number): OpsColumns {
  const columns = Object.entries(OPS_COLUMN_TYPES).map(([name, Type]) => {
    const column = new Type(rows);
    if (column instanceof BigInt64Array || column instanceof BigUint64Array) column.fill(BigInt(value));
    else column.fill(value);
    return [name, column];
  });
  return Object.fromEntries(columns) as unknown as OpsColumns;
}

test('phases are put one behind the other, and numbered', () => {
  const joined = joinColumns([columnsOf(2, 7), columnsOf(0, 8), columnsOf(3, 9)]);
  expect([...joined.phase]).toEqual([0, 0, 2, 2, 2]);
  expect([...joined.result]).toEqual([7, 7, 9, 9, 9]);
  expect([...joined.offset]).toEqual([7n, 7n, 9n, 9n, 9n]);
  expect(Object.keys(joined)).toEqual(Object.keys(OPS_COLUMN_TYPES));
});

test('no phase at all is an empty table', () => {
  expect(joinColumns([]).result).toEqual(new Int32Array());
});
