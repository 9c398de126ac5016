import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readRequests } from './requests-reader.ts';
import { REQUEST_COLUMN_TYPES, type RequestColumns, RequestsWriter } from './requests-table.ts';

let directory: string;
let path: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'requests-'));
  path = join(directory, 'sqe.arrow');
});
afterEach(() => rm(directory, { recursive: true }));

function columnsOf(results: readonly number[], newPaths: readonly string[]): RequestColumns {
  const numbers = Object.entries(REQUEST_COLUMN_TYPES).map(([name, Type]) => [
    name,
    new Type(results.length),
  ]);
  return {
    ...Object.fromEntries(numbers),
    result: Int32Array.from(results),
    path: new Int32Array(results.length),
    newPaths,
  } as RequestColumns;
}

async function write(...batches: RequestColumns[]): Promise<void> {
  const chunks: Uint8Array[] = [];
  const writer = new RequestsWriter((bytes) => chunks.push(bytes.slice()));
  for (const batch of batches) writer.write(batch);
  writer.finish();
  await writeFile(path, Buffer.concat(chunks));
}

test('what was written is read, a batch at a time', async () => {
  await write(columnsOf([4096, -5], ['/a']), columnsOf([65_536], []));
  const batches: [number[], string][] = [];
  for await (const batch of readRequests(path)) batches.push([[...batch.result], batch.pathOf(0)]);
  expect(batches).toEqual([
    [[4096, -5], '/a'],
    [[65_536], '/a'],
  ]);
});

test('a reader may stop in the middle', async () => {
  await write(columnsOf([1], ['/a']), columnsOf([2], []));
  for await (const { result } of readRequests(path)) {
    expect([...result]).toEqual([1]);
    break;
  }
});

test('a table without rows has none', async () => {
  await write();
  let rows = 0;
  for await (const batch of readRequests(path)) rows += batch.rows;
  expect(rows).toBe(0);
});

test.each([['no table at all'], ['']])('%j is damaged', async (text) => {
  await writeFile(path, text);
  await expect(async () => {
    for await (const batch of readRequests(path)) expect(batch).toBeUndefined();
  }).rejects.toMatchObject({ code: 'E_RUN_DAMAGED' });
});
