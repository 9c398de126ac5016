import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readRunContents } from '@uringlab/schema';
import { expect, test } from 'vitest';
import { inTemporaryDirectory, lab } from './lab.ts';

async function reproduceJob(directory: string, lines: readonly string[], ...options: string[]) {
  const job = join(directory, 'job.fio');
  await writeFile(job, `${lines.join('\n')}\n`);
  const files = join(directory, 'files');
  await mkdir(files);
  const out = join(directory, 'run');
  const args = ['reproduce', job, '--dir', files, '--out', out, '--no-trace', '--exit-code', ...options];
  const outcome = await lab(args, { cwd: directory });
  expect(await readdir(files)).toEqual([]);
  return { ...outcome, out };
}

test('jobs are written, read and read back as they say, and every byte is verified', async () => {
  await inTemporaryDirectory(async (directory) => {
    const { status, stdout, stderr, out } = await reproduceJob(directory, [
      '[global]',
      'ioengine=io_uring',
      'size=1m',
      'iodepth=16',
      'verify=crc32c',
      'group_reporting',
      '[writer]',
      'rw=write',
      'bs=64k',
      '[mixed]',
      'rw=randrw',
      'bsrange=4k-16k',
      'registerfiles',
      'fixedbufs',
      '[in-order]',
      'rw=rw',
      'bs=4k',
      'direct=1',
    ]);
    expect(status, stderr).toBe(0);
    expect(stdout).toContain('no fault found');
    expect(stdout).toContain('group_reporting (line 6) is not followed');
    const { run, ops } = await readRunContents(out);
    expect(run.phases.map(({ name, mismatches, errors }) => [name, mismatches, errors])).toEqual([
      ['writer', 0, 0],
      ['writer read-back', 0, 0],
      ['mixed', 0, 0],
      ['mixed read-back', 0, 0],
      ['in-order', 0, 0],
      ['in-order read-back', 0, 0],
    ]);
    expect(run.phases[2]?.ring).toMatchObject({ depth: 16, registeredFiles: true, registeredBuffers: true });
    expect(run.scenario).toMatchObject({ name: 'job.fio', lengths: expect.arrayContaining([4096, 65536]) });
    expect(ops.result.every((result, row) => result === ops.length[row])).toBe(true);
    expect(run.files.map(({ name, bytes }) => [name, bytes])).toEqual([
      ['writer.0.0', 1 << 20],
      ['mixed.0.0', 1 << 20],
      ['in-order.0.0', 1 << 20],
    ]);
  });
});

// Whether a read that may not wait meets a partly cached range is up to the page cache: 4 KiB reads of a quarter of the file leave plenty of them.
const PARTLY_CACHED = [
  '[global]',
  'ioengine=io_uring',
  'size=4m',
  'fadvise_hint=random',
  '[warm]',
  'rw=randread',
  'bs=4k',
  'io_size=1m',
  '[nowait]',
  'stonewall',
  'rw=randread',
  'bs=16k',
  'filename=warm.0.0',
  'iodepth=8',
  'nowait=1',
  'invalidate=0',
];

test.each([
  ['ignore', 1, 'unhandled short read'],
  ['resubmit', 0, 'no fault found'],
])('a job whose reads come back short, taken by %s', async (consumer, expected, verdict) => {
  await inTemporaryDirectory(async (directory) => {
    const { status, stdout, stderr } = await reproduceJob(directory, PARTLY_CACHED, '--consumer', consumer);
    expect(stdout, stderr).toContain(verdict);
    expect(status, stderr).toBe(expected);
  });
});

test.each([
  [['[x]', 'size=1m', 'fsync=1'], 'job.fio:3: fsync=1: the lab does not do this'],
  [['[x]', 'size=1m', 'bs=1000'], 'job.fio:1: x has blocks of 1000 bytes'],
  [['bs=4k'], 'job.fio:1: bs=4k stands outside of any section'],
])('%j is refused, and nothing is made', async (lines, words) => {
  await inTemporaryDirectory(async (directory) => {
    const { status, stderr } = await reproduceJob(directory, lines);
    expect(status).toBe(2);
    expect(stderr).toContain(`E_FIO_JOB: `);
    expect(stderr).toContain(words);
    expect((await readdir(directory)).sort()).toEqual(['files', 'job.fio']);
  });
});

test.each([
  ['--block-size', '4k', '--block-size is for scenarios alone'],
  ['--runs', '2', '--runs is for commands, and jobs with --engine fio alone'],
])('%s is not for a job that the lab runs', async (option, value, words) => {
  await inTemporaryDirectory(async (directory) => {
    const { status, stderr } = await reproduceJob(directory, ['[x]', 'size=1m'], option, value);
    expect(status).toBe(2);
    expect(stderr).toContain(words);
  });
});
