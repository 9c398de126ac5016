import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inTemporaryDirectory, isRoot, lab, listLeftovers, startLab } from './lab.ts';

const needsRoot = isRoot ? test : test.skip;
if (!isRoot) console.warn('skipped: a run is made smaller on loop devices, which need root');

/** The founding bug's four jobs, small. */
async function reproduceJob(directory: string): Promise<string> {
  const run = join(directory, 'run');
  const sizes = ['--file-size', '512k', '--block-size', '32k', '--depth', '8'];
  const { status, stderr } = await lab([
    ...['reproduce', 'seed-job-nowait', '--fs', 'xfs', '--no-trace', '--work', directory, '--out', run],
    ...sizes,
  ]);
  expect(status, stderr).toBe(0);
  return run;
}

needsRoot('four jobs come down to one file, one read, depth 1, and a shorter reproducer', async () => {
  await inTemporaryDirectory(async (directory) => {
    const from = await reproduceJob(directory);
    const out = join(directory, 'small');
    const args = ['minimize', from, '--work', directory, '--out', out, '--json'];
    const { status, stdout, stderr } = await lab(args);
    expect(status, stderr).toBe(0);
    const { minimized, sameVerdict, findings } = JSON.parse(stdout);
    expect(sameVerdict).toBe(true);
    expect(findings.verdict).toMatchObject({
      class: 'unhandled-short-read',
      trigger: 'nowait-partly-cached',
    });
    expect(minimized.isCutShort).toBe(false);
    const run = JSON.parse(await readFile(join(out, 'run.json'), 'utf8'));
    expect(run.files).toHaveLength(1);
    // One block: a fast device hides a short read of two pages now and then, so that the block stays as it was.
    expect(run.files[0].bytes).toBe(run.scenario.blockBytes);
    expect(run.scenario.blockBytes).toBeLessThanOrEqual(32_768);
    expect(run.phases.map(({ operations, ring }: never) => [operations, ring])).toEqual(
      Array.from({ length: run.phases.length }, () => [
        1,
        expect.objectContaining({ depth: 1, sqpoll: false, registeredFiles: false }),
      ]),
    );
    const [before, after] = await Promise.all(
      [from, out].map((path) => readFile(join(path, 'repro.c'), 'utf8')),
    );
    expect(after?.length).toBeLessThan(before?.length ?? 0);
    expect((await readdir(directory)).sort()).toEqual(['run', 'small']);
  });
});

needsRoot('SIGINT while it tries plans, and in its last run, leaves the run and nothing else', async () => {
  await inTemporaryDirectory(async (directory) => {
    const from = await reproduceJob(directory);
    const before = await listLeftovers(directory);
    for (const moment of ['run 2:', 'plain ring, traced']) {
      const args = ['minimize', from, '--work', directory, '--out', join(directory, 'small')];
      const { child, outcome } = startLab(args);
      child.stderr?.on('data', (chunk: Buffer) => {
        if (chunk.includes(moment) && child.pid !== undefined && !child.killed)
          process.kill(-child.pid, 'SIGINT');
      });
      const { status, stderr } = await outcome;
      expect(status, stderr).toBe(130);
      expect(await readdir(directory), moment).toEqual(['run']);
      expect(await listLeftovers(directory), moment).toEqual(before);
    }
  });
});

test('what cannot be made smaller is refused with the reason', async () => {
  const { status, stdout } = await lab(['minimize', join(tmpdir(), 'no-such-run'), '--json']);
  expect(status).toBe(2);
  expect(JSON.parse(stdout).error.code).toBe('E_RUN_DAMAGED');
});
