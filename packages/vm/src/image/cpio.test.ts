import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '@uringlab/undo';
import { expect, test } from 'vitest';
import { type CpioEntry, cpioArchive, DIRECTORY, PROGRAM } from './cpio.ts';

const ENTRIES: CpioEntry[] = [
  { path: 'bin', mode: DIRECTORY },
  { path: 'bin/odd', mode: PROGRAM, data: Buffer.from('odd') },
  { path: 'bin/empty', mode: PROGRAM },
];

test('cpio(1) unpacks what was packed', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'uringlab-cpio-'));
  try {
    await runProgram('sh', ['-c', 'cd "$1" && exec cpio --quiet -idm', 'sh', directory], {
      input: cpioArchive(ENTRIES),
    });
    expect(readFileSync(join(directory, 'bin/odd'), 'latin1')).toBe('odd');
    expect(statSync(join(directory, 'bin/odd')).mode).toBe(PROGRAM);
    expect(statSync(join(directory, 'bin/empty')).size).toBe(0);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test('the same files give the same bytes, in whole words', () => {
  const archive = cpioArchive(ENTRIES);
  expect(cpioArchive(ENTRIES)).toEqual(archive);
  expect(archive.length % 4).toBe(0);
});
