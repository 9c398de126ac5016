import type { Column, EventBatch, EventTable, IntegerColumn, TextColumn } from '@uringlab/trace-parser';
import type { CommNames } from '../rows/comm-names.ts';

function gather(
  name: string,
  rows: Uint32Array,
  values: IntegerColumn['values'],
  of: (row: number) => number | bigint,
): IntegerColumn {
  for (let at = 0; at < rows.length; at++) values[at] = of(rows[at] as number) as never;
  return { kind: 'integer', name, hex: false, values };
}

function gatherText(name: string, rows: Uint32Array, of: (row: number) => string): TextColumn {
  const offsets = new Uint32Array(rows.length + 1);
  const texts: string[] = [];
  let length = 0;
  for (let at = 0; at < rows.length; at++) {
    const text = of(rows[at] as number);
    texts.push(text);
    length += text.length;
    offsets[at + 1] = length;
  }
  const bytes = new Uint8Array(length);
  let to = 0;
  for (const text of texts) for (let at = 0; at < text.length; at++) bytes[to++] = text.charCodeAt(at);
  return { kind: 'text', name, offsets, bytes };
}

/** The columns every table begins with. */
export const LEADING = ['timestamp', 'cpu', 'pid', 'comm', 'instance', 'lost'] as const;

/** All columns of a table: where and when, then the event's fields. */
export function listColumns(
  batch: EventBatch,
  { rows, columns }: EventTable,
  instances: readonly string[],
  comms: CommNames,
): Column[] {
  const { timestamps, cpus, pids, lost } = batch;
  const count = rows.length;
  const [timestamp, cpu, pid, comm, instance, losses] = LEADING;
  return nameApart([
    gather(timestamp, rows, new BigUint64Array(count), (row) => timestamps[row] as bigint),
    gather(cpu, rows, new Uint32Array(count), (row) => cpus[row] as number),
    gather(pid, rows, new Int32Array(count), (row) => pids[row] as number),
    gatherText(comm, rows, (row) => comms.find(batch, row)),
    gatherText(instance, rows, (row) => instances[batch.instances[row] as number] ?? ''),
    gather(losses, rows, new BigInt64Array(count), (row) => BigInt(lost[row] as number)),
    ...columns,
  ]);
}

/** A field that has the name of a column before it gets `field_` in front, however often that takes. */
function nameApart(columns: readonly Column[]): Column[] {
  const taken = new Set<string>();
  return columns.map((column) => {
    let { name } = column;
    while (taken.has(name)) name = `field_${name}`;
    taken.add(name);
    return name === column.name ? column : { ...column, name };
  });
}
