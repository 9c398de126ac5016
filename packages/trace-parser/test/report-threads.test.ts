import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readFixture } from '../src/testing/fixtures.ts';

const BUILT = join(import.meta.dirname, '../dist/bundle/node.js');
const why = existsSync(BUILT) ? '' : 'the package is not built: pnpm build';
if (why !== '') console.warn(`trace-parser: tests of threads are skipped, ${why}`);

const directory = mkdtempSync(join(tmpdir(), 'trace-parser-'));
afterAll(() => rmSync(directory, { recursive: true }));

/** Threads run built programs, which the test runner cannot load; so it is done in a process of its own. */
function report(path: string, workers: number): string {
  const program = `
    const { reportFiles } = await import(${JSON.stringify(BUILT)});
    const style = { plugins: true, raw: false, nanoseconds: true, latency: false, timeDifference: false };
    const { writeSync } = await import('node:fs');
    await reportFiles({
      inputs: [{ path: ${JSON.stringify(path)}, timeOffset: 0n }], style, rawTime: false, selection: {}, filters: [],
      withoutHardIrq: false, withoutSoftIrq: false, workers: ${workers},
    }, (piece) => {
      for (let at = 0; at < piece.length; ) at += writeSync(1, piece, at);
    });`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'latin1',
    maxBuffer: 1 << 28,
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return stdout;
}

describe.skipIf(why !== '')('lines written by other threads', () => {
  test.each(['uring-xfs-v7', 'uring-xfs-v7-zstd', 'lossy-two-instances-v7', 'write-v6', 'handlers'])(
    'of %s are those of one thread',
    (name) => {
      const path = join(directory, `${name}.dat`);
      writeFileSync(path, readFixture(`${name}.dat.gz`));
      const together = report(path, 2);
      expect(together.split('\n').length).toBeGreaterThan(20);
      expect(together).toBe(report(path, 0));
    },
  );
});
