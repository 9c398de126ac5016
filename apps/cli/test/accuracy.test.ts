import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AccuracySchema } from '@uringlab/schema';
import { expect, test } from 'vitest';
import { inTemporaryDirectory, isRoot, lab, listLeftovers, startLab } from './lab.ts';

if (!isRoot)
  console.warn('skipped: to measure accuracy, runs on loop devices are made, which needs root (sudo)');

const ARGUMENTS = ['accuracy', '--fs', 'ext4', '--scenario', 'eof-tail', '--seed', '7'];

test.skipIf(!isRoot)(
  'accuracy is measured on real runs, stopped by Ctrl-C without a trace, and goes on',
  () =>
    inTemporaryDirectory(async (directory) => {
      const out = join(directory, 'accuracy');
      const { child, outcome } = startLab([...ARGUMENTS, '--out', out]);
      let said = '';
      const stop = (piece: Buffer): void => {
        said += piece;
        if (!said.includes('2 of 4')) return;
        child.stderr?.off('data', stop);
        process.kill(-(child.pid ?? 0), 'SIGINT');
      };
      child.stderr?.on('data', stop);
      const { status, stderr } = await outcome;
      expect(status, stderr).toBe(130);
      expect(await listLeftovers('/var/tmp')).toEqual([]);

      const rest = await lab([...ARGUMENTS, '--out', out, '--exit-code']);
      expect(rest.status, rest.stderr).toBe(0);
      const accuracy = AccuracySchema.parse(JSON.parse(await readFile(join(out, 'accuracy.json'), 'utf8')));
      expect(accuracy).toMatchObject({ seed: 7, runs: 4, cleanRuns: 3, marks: { right: 4 } });
      expect(accuracy.confusion).toEqual([
        { expected: 'legal-short-read', found: [{ class: 'legal-short-read', runs: 3 }] },
        { expected: 'retry-at-wrong-offset', found: [{ class: 'retry-at-wrong-offset', runs: 1 }] },
      ]);
      expect(rest.stdout).toMatch(/^eof-tail +strict +ext4 +legal-short-read +1 +\d+ +1( +\.){6}$/m);
      expect(rest.stdout).toMatch(
        /^false alarms +0 in 3 runs that are to find nothing, of \d+ requests: 0 per million/m,
      );
    }),
);

test('a scenario or file system that does not exist is refused', async () => {
  const scenario = await lab(['accuracy', '--scenario', 'no-such']);
  expect(scenario.status).toBe(2);
  expect(scenario.stderr).toContain('E_USAGE: there is no scenario "no-such"');
  const filesystem = await lab(['accuracy', '--fs', 'xfs,fat']);
  expect(filesystem.status).toBe(2);
  expect(filesystem.stderr).toContain('E_USAGE: there is no file system "fat" here');
});
