import type { EventBatch, EventTable } from '@uringlab/trace-parser';

/** Where the rows of a batch are in its tables. */
export interface RowLocations {
  readonly tables: readonly EventTable[];
  /** Of each row: index into `tables`, and the row there. */
  readonly tableOf: Uint32Array;
  readonly rowOf: Uint32Array;
}

export function locateRows(batch: EventBatch): RowLocations {
  const tables = batch.tables();
  const tableOf = new Uint32Array(batch.length);
  const rowOf = new Uint32Array(batch.length);
  for (const [index, { rows }] of tables.entries()) {
    for (let at = 0; at < rows.length; at++) {
      const row = rows[at] as number;
      tableOf[row] = index;
      rowOf[row] = at;
    }
  }
  return { tables, tableOf, rowOf };
}
