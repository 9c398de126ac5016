import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Column, EventBatch, EventType, Trace, TraceEvent } from '@uringlab/trace-parser';
import { tableFromIPC } from 'apache-arrow';
import { describe, expect, test } from 'vitest';
import { MemoryDirectory } from '../testing/memory-sink.ts';
import { NAMES, readRecording, withDirectory, withTrace } from '../testing/recordings.ts';
import { exportArrow, exportParquet } from './export-tables.ts';
import { LEADING } from './table-columns.ts';

/** Events by the name their table has. */
function groupEvents(trace: Trace): Map<string, TraceEvent[]> {
  const groups = new Map<string, TraceEvent[]>();
  for (const event of trace.events()) {
    const key = `${event.system}.${event.name}`;
    groups.set(key, [...(groups.get(key) ?? []), event]);
  }
  return groups;
}

/** What a row is to hold, by an event that was decoded one by one. Lists are left out: events give them as text. */
function expectRow(row: Record<string, unknown>, event: TraceEvent): void {
  expect(BigInt(row.timestamp as bigint)).toBe(event.timestamp);
  expect(Number(row.cpu)).toBe(event.cpu);
  expect(Number(row.pid)).toBe(event.pid);
  expect(row.comm).toBe(event.comm);
  expect(row.instance).toBe(event.instance ?? '');
  expect(Number(row.lost)).toBe(event.lostBefore);
  for (const [name, value] of Object.entries(row)) {
    if (LEADING.some((leading) => leading === name) || (typeof value === 'object' && value !== null))
      continue;
    expect(String(value), name).toBe(String(event.field(name.replace(/^field_/, ''))));
  }
}

describe.each(NAMES)('%s', (name) => {
  test('Arrow files hold every event', async () => {
    await withTrace(readRecording(name), async (trace) => {
      const directory = new MemoryDirectory();
      const exported = await exportArrow(trace, directory);
      const events = groupEvents(trace);
      expect(exported.map(({ file }) => file).sort()).toEqual([...directory.files.keys()].sort());
      expect([...directory.files.keys()].sort()).toEqual(
        [...events.keys()].map((key) => `${key}.arrow`).sort(),
      );
      for (const [file, sink] of directory.files) {
        expect(sink.closed).toBe(true);
        const table = tableFromIPC(sink.bytes());
        const expected = events.get(file.replace(/\.arrow$/, '')) ?? [];
        expect(table.numRows).toBe(expected.length);
        for (const [index, event] of expected.entries()) expectRow(table.get(index)?.toJSON() ?? {}, event);
      }
    });
  });

  test('Parquet files hold every event, as DuckDB reads them', async () => {
    await withDirectory(async (folder) => {
      await withTrace(readRecording(name), async (trace) => {
        const directory = new MemoryDirectory();
        await exportParquet(trace, directory);
        const events = groupEvents(trace);
        expect(directory.files.size).toBe(events.size);
        const database = await (await DuckDBInstance.create(':memory:')).connect();
        for (const [file, sink] of directory.files) {
          const path = join(folder, file);
          writeFileSync(path, sink.bytes());
          const expected = events.get(file.replace(/\.parquet$/, '')) ?? [];
          const count = await database.runAndReadAll(`SELECT count(*) AS n FROM '${path}'`);
          expect(Number(count.getRowObjects()[0]?.n)).toBe(expected.length);
          const rows = (await database.runAndReadAll(`SELECT * FROM '${path}'`)).getRowObjects();
          for (const [index, event] of expected.entries()) expectRow(rows[index] ?? {}, event);
        }
        database.closeSync();
      });
    });
  });
});

/** A trace of one batch after the other, with columns as they come. */
function makeTrace(
  batches: readonly { readonly rows: number; readonly columns: readonly Column[] }[],
): Trace {
  const type = { index: 0, id: 1, system: '../up', name: 'a/b' } as unknown as EventType;
  const event = { comm: 'caf\xe9' } as TraceEvent;
  return {
    instances: [{ name: '' }],
    *batches() {
      for (const { rows, columns } of batches) {
        yield {
          length: rows,
          timestamps: new BigUint64Array(rows).fill(2n ** 64n - 1n),
          cpus: new Uint32Array(rows),
          pids: new Int32Array(rows),
          types: new Uint32Array(rows),
          instances: new Uint32Array(rows),
          lost: new Float64Array(rows).fill(-1),
          event: () => event,
          tables: () => [{ type, rows: Uint32Array.from({ length: rows }, (_, row) => row), columns }],
        } satisfies EventBatch;
      }
    },
  } as unknown as Trace;
}

const EXTREMES: readonly Column[] = [
  { kind: 'integer', name: 'u64', hex: true, values: BigUint64Array.of(2n ** 64n - 1n, 0n) },
  { kind: 'integer', name: 's64', hex: false, values: BigInt64Array.of(-(2n ** 63n), 2n ** 63n - 1n) },
  { kind: 'integer', name: 'u32', hex: false, values: Uint32Array.of(2 ** 32 - 1, 1) },
  { kind: 'integer', name: 's8', hex: false, values: Int8Array.of(-128, 127) },
  { kind: 'integer', name: 'pid', hex: false, values: Int32Array.of(-1, 7) },
  { kind: 'text', name: 'text', offsets: Uint32Array.of(0, 2, 2), bytes: Uint8Array.of(0xff, 0x80) },
  { kind: 'list', name: 'list', offsets: Uint32Array.of(0, 2, 2), values: Uint32Array.of(2 ** 32 - 1, 3) },
];

const ROWS = [
  {
    timestamp: 2n ** 64n - 1n,
    comm: 'caf\xe9',
    pid: 0,
    field_pid: -1,
    u64: 2n ** 64n - 1n,
    s64: -(2n ** 63n),
    u32: 2 ** 32 - 1,
    s8: -128,
    text: '\xff\x80',
  },
  { u64: 0n, s64: 2n ** 63n - 1n, u32: 1, s8: 127, text: '', field_pid: 7 },
];

test('extreme values, and bytes that are no UTF-8, survive in Arrow', async () => {
  const directory = new MemoryDirectory();
  await exportArrow(
    makeTrace([
      { rows: 2, columns: EXTREMES },
      { rows: 2, columns: EXTREMES },
    ]),
    directory,
  );
  const [file] = [...directory.files];
  const table = tableFromIPC(file?.[1].bytes());
  for (const row of [0, 1, 2, 3]) expect(table.get(row)?.toJSON()).toMatchObject(ROWS[row % 2] ?? {});
  const lists = [0, 1, 2, 3].map((row) => Array.from(table.getChild('list')?.get(row) ?? []));
  expect(lists).toEqual([[2 ** 32 - 1, 3], [], [2 ** 32 - 1, 3], []]);
});

test('extreme values, and bytes that are no UTF-8, survive in Parquet', async () => {
  const directory = new MemoryDirectory();
  await exportParquet(
    makeTrace([
      { rows: 2, columns: EXTREMES },
      { rows: 2, columns: EXTREMES },
    ]),
    directory,
  );
  await withDirectory(async (folder) => {
    const path = join(folder, 'table.parquet');
    writeFileSync(path, [...directory.files.values()][0]?.bytes() ?? new Uint8Array());
    const database = await (await DuckDBInstance.create(':memory:')).connect();
    const rows = (
      await database.runAndReadAll(`SELECT *, list::VARCHAR AS shown FROM '${path}'`)
    ).getRowObjects();
    for (const row of [0, 1, 2, 3]) expect(rows[row]).toMatchObject(ROWS[row % 2] ?? {});
    expect(rows.map(({ shown }) => shown)).toEqual(['[4294967295, 3]', '[]', '[4294967295, 3]', '[]']);
    database.closeSync();
  });
});

test('no name of an event leads out of the directory', async () => {
  const directory = new MemoryDirectory();
  await exportArrow(makeTrace([{ rows: 2, columns: EXTREMES }]), directory);
  expect([...directory.files.keys()]).toEqual(['%2e.%2fup.a%2fb.arrow']);
});

test('rows of other columns go to a file of their own', async () => {
  const directory = new MemoryDirectory();
  const other: Column[] = [{ kind: 'integer', name: 'only', hex: false, values: Int32Array.of(1, 2) }];
  const trace = makeTrace([
    { rows: 2, columns: EXTREMES },
    { rows: 2, columns: other },
  ]);
  const exported = await exportArrow(trace, directory);
  expect(exported.map(({ rows }) => rows)).toEqual([2, 2]);
  expect(new Set(exported.map(({ file }) => file)).size).toBe(2);
});

test('tables are written as they fill', async () => {
  const directory = new MemoryDirectory();
  const rows = 20_000;
  const columns: Column[] = [
    { kind: 'integer', name: 'value', hex: false, values: new BigUint64Array(rows) },
  ];
  await exportArrow(makeTrace(Array.from({ length: 20 }, () => ({ rows, columns }))), directory);
  const table = tableFromIPC([...directory.files.values()][0]?.bytes());
  expect(table.numRows).toBe(20 * rows);
  expect(table.batches.length).toBeGreaterThan(2);
});

test('when a file cannot be written, all files that were opened are closed', async () => {
  await withTrace(readRecording('uring-xfs-v7'), async (trace) => {
    let opened = 0;
    let closed = 0;
    const directory = {
      create: () => {
        const isFull = ++opened === 4;
        return {
          write: () => {
            if (isFull) throw new Error('no space');
          },
          close: () => {
            closed++;
          },
        };
      },
    };
    await expect(exportArrow(trace, directory)).rejects.toThrow('no space');
    expect(opened).toBeGreaterThanOrEqual(4);
    expect(closed).toBe(opened);
  });
});
