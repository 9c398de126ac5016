import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readJobFile } from '@uringlab/fio-job';
import { expect, onTestFinished, test } from 'vitest';
import { type JobPlan, planJobFile } from './plan-job-file.ts';

function planOf(...lines: string[]): JobPlan {
  const directory = mkdtempSync(join(tmpdir(), 'plan-job-test-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const file = join(directory, 'job.fio');
  writeFileSync(file, lines.join('\n'));
  const variables = { environment: {}, pageBytes: 4096, cpus: 2, memoryMegabytes: 1024 };
  return planJobFile(readJobFile(file, variables), 1);
}

test('clones have files of their own, and what they wrote is read back as they wrote it', () => {
  const { files, rings, notes } = planOf(
    '[global]',
    'ioengine=io_uring',
    'bs=64k',
    'size=256k',
    '[two words]',
    'rw=randwrite',
    'numjobs=2',
    'verify=crc32c',
  );
  expect(files).toEqual([
    { name: 'two_words.0.0', bytes: 262144 },
    { name: 'two_words.1.0', bytes: 262144 },
  ]);
  expect(rings.map(({ name, work }) => [name, work.write.every(Boolean), work.generation[0]])).toEqual([
    ['two words 1', true, 2],
    ['two words 1 read-back', false, 2],
    ['two words 2', true, 3],
    ['two words 2 read-back', false, 3],
  ]);
  expect(rings[1]?.work.offset).toEqual(rings[0]?.work.offset);
  expect(notes).toEqual(['its 4 passes follow each other, where fio runs jobs without a stonewall at once']);
});

test('a file that jobs share is as large as its largest use, and holds what was written last', () => {
  const { files, rings } = planOf(
    '[global]',
    'ioengine=io_uring',
    'filename=shared',
    'bs=4k',
    '[first]',
    'rw=write',
    'size=16k',
    '[second]',
    'stonewall',
    'rw=write',
    'size=8k',
    'offset=8k',
    '[third]',
    'stonewall',
    'rw=read',
    'size=32k',
  );
  expect(files).toEqual([{ name: 'shared', bytes: 32768 }]);
  expect(rings.map(({ work }) => work.generation)).toEqual([
    [2, 2, 2, 2],
    [3, 3],
    [2, 2, 3, 3, 1, 1, 1, 1],
  ]);
});

test('requests that meet one before them wait, where one of both writes', () => {
  const { rings, notes } = planOf('[x]', 'ioengine=io_uring', 'rw=rw', 'bs=4k', 'size=64k', 'iodepth=8');
  const [ring] = rings;
  if (ring === undefined) throw new Error('no ring');
  const { write, offset, generation, drain } = ring.work;
  let since = 0;
  for (const [row, at] of offset.entries()) {
    if (drain[row] === true) since = row;
    const met = offset.some(
      (other, before) =>
        before >= since && before < row && other === at && (write[before] === true || write[row] === true),
    );
    expect(met).toBe(false);
    if (write[row] === true) continue;
    const before = offset
      .slice(0, row)
      .findLastIndex((other, index) => other === at && write[index] === true);
    expect(generation[row]).toBe(before < 0 ? 1 : 2);
  }
  const drained = drain.filter(Boolean).length;
  expect(drained).toBeGreaterThan(0);
  expect(notes).toEqual([
    `${drained} requests meet one before them, and wait until it has ended (IOSQE_IO_DRAIN)`,
  ]);
});

test('a read of what was written at different times is refused with the line of its job', () => {
  expect(() =>
    planOf(
      '[w]',
      'filename=f',
      'rw=write',
      'bs=4k',
      'size=4k',
      '[r]',
      'filename=f',
      'rw=read',
      'bs=8k',
      'size=8k',
    ),
  ).toThrowError(/job\.fio:6: r reads 8192 bytes at 0 that are written at different times/);
});

test('more passes than a run has are refused', () => {
  expect(() => planOf('[x]', 'rw=write', 'size=4k', 'verify=crc32c', 'numjobs=64')).toThrowError(
    /128 passes of jobs/,
  );
});
