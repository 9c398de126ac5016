import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readFixture } from '../src/testing/fixtures.ts';
import { report, WHY_NOT } from './report-program.ts';

const directory = mkdtempSync(join(tmpdir(), 'trace-parser-'));
afterAll(() => rmSync(directory, { recursive: true }));

describe.skipIf(WHY_NOT !== '')('lines written by other threads', () => {
  test.each(['uring-xfs-v7', 'uring-xfs-v7-zstd', 'lossy-two-instances-v7', 'write-v6', 'handlers'])(
    'of %s are those of one thread',
    (name) => {
      const path = join(directory, `${name}.dat`);
      writeFileSync(path, readFixture(`${name}.dat.gz`));
      const together = report(path, { workers: 2 });
      expect(together.split('\n').length).toBeGreaterThan(20);
      expect(together).toBe(report(path, { workers: 0 }));
    },
  );
});
