import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { EVENTS_PER_PAGE, sampleTrace } from '../testing/sample-trace.ts';
import { openTraceFile } from './open-trace-file.ts';

const PAGES = 3;
const ALL = 2 * PAGES * EVENTS_PER_PAGE;
const BYTES = sampleTrace(PAGES);
const directory = mkdtempSync(join(tmpdir(), 'open-trace-file-'));
afterAll(() => rmSync(directory, { recursive: true }));

function write(name: string, bytes: Uint8Array): string {
  const path = join(directory, name);
  writeFileSync(path, bytes);
  return path;
}

test('a file is read in place, and closed once', async () => {
  const trace = await openTraceFile(write('trace.dat', BYTES));
  expect([...trace.events()]).toHaveLength(ALL);
  trace.close();
  trace.close();
});

test('a compressed file is spooled to a file nobody sees', async () => {
  const temporaryDirectory = mkdtempSync(join(directory, 'spool-'));
  const trace = await openTraceFile(write('trace.dat.gz', gzipSync(BYTES)), { temporaryDirectory });
  expect([...trace.events()]).toHaveLength(ALL);
  expect(readdirSync(temporaryDirectory)).toEqual([]);
  trace.close();
});

test('a named pipe is spooled', async () => {
  const pipe = join(directory, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const writer = spawn('sh', ['-c', `cat ${write('for-pipe.dat', BYTES)} > ${pipe}`]);
  const ended = once(writer, 'exit');
  const trace = await openTraceFile(pipe);
  await ended;
  expect([...trace.events()]).toHaveLength(ALL);
  trace.close();
});

test('a file that shrinks while it is read loses its end, and that is told', async () => {
  const path = write('shrinking.dat', sampleTrace(PAGES, { version: 6 }));
  const trace = await openTraceFile(path);
  truncateSync(path, 4096 + 4096);
  expect([...trace.events()].length).toBeLessThan(ALL);
  expect(trace.diagnostics().map(({ code }) => code)).toContain('source-changed');
  trace.close();
});

test.each([
  ['no file', () => join(directory, 'nothing'), 'E_PATH'],
  ['a directory', () => directory, 'E_PATH'],
  ['an empty file', () => write('empty', new Uint8Array(0)), 'E_TRACE_UNREADABLE'],
])('%s is refused with %s', async (_name, path, code) => {
  await expect(openTraceFile(path())).rejects.toMatchObject({ code, hint: expect.stringMatching(/\w/) });
});

test('a temporary file that cannot be made says where', async () => {
  const options = { temporaryDirectory: join(directory, 'nowhere') };
  const opening = openTraceFile(write('again.dat.gz', gzipSync(BYTES)), options);
  await expect(opening).rejects.toMatchObject({
    code: 'E_PATH',
    message: expect.stringContaining('nowhere'),
  });
});
