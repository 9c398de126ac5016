import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as duckdb from '@duckdb/duckdb-wasm/blocking';
import { tableFromIPC, tableToIPC } from 'apache-arrow';
import { expect, test } from 'vitest';
import { MemoryDirectory } from '../testing/memory-sink.ts';
import { readRecording, withTrace } from '../testing/recordings.ts';
import { exportArrow } from './export-tables.ts';

/** DuckDB for WebAssembly has Arrow built in; the native one loads it from the network. */
async function openDuckDb(): Promise<duckdb.DuckDBConnection> {
  const folder = dirname(createRequire(import.meta.url).resolve('@duckdb/duckdb-wasm/blocking'));
  const bundle = (name: string) => ({ mainModule: join(folder, `duckdb-${name}.wasm`), mainWorker: '' });
  const bundles = { mvp: bundle('mvp'), eh: bundle('eh') };
  const database = await duckdb.createDuckDB(bundles, new duckdb.VoidLogger(), duckdb.NODE_RUNTIME);
  await database.instantiate(() => {});
  return database.connect();
}

test('DuckDB counts the rows of every Arrow file', async () => {
  const connection = await openDuckDb();
  await withTrace(readRecording('uring-xfs-v7'), async (trace) => {
    const directory = new MemoryDirectory();
    const exported = await exportArrow(trace, directory);
    const counts = new Map<string, number>();
    for (const { system, name } of trace.events()) {
      const key = `${system}.${name}.arrow`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    for (const [index, { file, rows }] of exported.entries()) {
      // What it takes is the stream format: the same messages without the table of contents at the end.
      const stream = tableToIPC(tableFromIPC(directory.files.get(file)?.bytes()), 'stream');
      connection.insertArrowFromIPCStream(stream, { name: `t${index}` });
      const [row] = connection
        .query(`SELECT count(*)::INTEGER AS n, min(timestamp) AS first FROM t${index}`)
        .toArray();
      expect(row?.n).toBe(rows);
      expect(row?.n).toBe(counts.get(file));
    }
    expect(exported.length).toBe(counts.size);
  });
  connection.close();
});
