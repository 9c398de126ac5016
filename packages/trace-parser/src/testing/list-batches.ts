import type { Column } from '../columns/column.ts';
import type { EventBatch, EventSelection } from '../columns/event-batch.ts';
import type { Trace } from '../trace.ts';

function listColumn(column: Column): unknown {
  if (column.kind === 'integer') return column;
  const { offsets } = column;
  return column.kind === 'text'
    ? { ...column, bytes: column.bytes.slice(0, offsets.at(-1)) }
    : { ...column, values: column.values.slice(0, offsets.at(-1)) };
}

function listBatch(
  { length, timestamps, cpus, pids, types, instances, lost, ...batch }: EventBatch,
  tables: EventBatch['tables'],
): unknown {
  return {
    ...batch,
    length,
    timestamps,
    cpus,
    pids,
    types,
    instances,
    lost,
    tables: tables().map(({ type, rows, columns }) => ({
      type: type.index,
      rows,
      columns: columns.map(listColumn),
    })),
  };
}

/** Everything batches have, in a form that can be compared. */
export function listBatches(trace: Trace, selection: EventSelection = {}): unknown[] {
  return Array.from(trace.batches(selection), (batch) => listBatch(batch, () => batch.tables()));
}
