import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readFixture } from '../src/testing/fixtures.ts';
import { sampleTrace } from '../src/testing/sample-trace.ts';
import { report, runReport, WHY_NOT } from './report-program.ts';

const directory = mkdtempSync(join(tmpdir(), 'trace-parser-'));
afterAll(() => rmSync(directory, { recursive: true }));

function write(name: string, bytes: Uint8Array): string {
  const path = join(directory, name);
  writeFileSync(path, bytes);
  return path;
}

/** A few hundred chunks, more than there are slots. */
const LONG = sampleTrace(900, { compression: 'zlib', chunkPages: 3 });

/** With a bit flipped in every so many bytes of its second half, where the pages are. */
function damage(bytes: Uint8Array, every: number): Uint8Array {
  const damaged = bytes.slice();
  for (let at = bytes.length >> 1; at < bytes.length; at += every) damaged[at] = (damaged[at] ?? 0) ^ 4;
  return damaged;
}

describe.skipIf(WHY_NOT !== '')('lines of chunks that a thread decompresses ahead', () => {
  test.each<[string, () => Uint8Array]>([
    ['a zstd recording', () => readFixture('uring-xfs-v7-zstd.dat.gz')],
    ['a zstd recording with damaged chunks', () => damage(readFixture('uring-xfs-v7-zstd.dat.gz'), 40_000)],
    ['a long zlib recording', () => LONG],
    ['a long zlib recording with damaged chunks', () => damage(LONG, 7_000)],
    ['a recording that ends early', () => LONG.subarray(0, Math.floor(LONG.length * 0.7))],
  ])('of %s are those without it', (name, create) => {
    const path = write(`${name.replaceAll(' ', '-')}.dat`, create());
    const ahead = report(path, { workers: 0, ahead: true });
    expect(ahead.split('\n').length).toBeGreaterThan(20);
    expect(ahead).toBe(report(path, { workers: 0, ahead: false }));
    expect(ahead.endsWith(name.includes('damaged') ? 'damaged\n' : 'sound\n')).toBe(!name.includes('early'));
  });

  test('end with an error of who takes them, and so does the thread', () => {
    const path = write('refused.dat', LONG);
    const { status, signal, stdout, stderr } = runReport(
      path,
      { workers: 0, ahead: true },
      `if (piece.length > 1000) throw new Error('no more')`,
    );
    expect(stderr).toContain('no more');
    expect([status, signal, stdout]).toEqual([1, null, '']);
  });
});
