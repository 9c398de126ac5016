import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readRunContents } from '@uringlab/schema';
import { expect, test } from 'vitest';
import { inTemporaryDirectory, isRoot, lab } from './lab.ts';
import { expectNoOtherVerdict } from './left-out.ts';

if (!isRoot) console.warn('skipped: files on a loop device of its own need root (sudo)');

test.skipIf(!isRoot).each([
  ['truncated-under-read', 'ignore'],
  ['truncated-under-read', 'resubmit'],
  ['hole-punched-under-read', 'ignore'],
])('of %s the kernel is not accused (%s)', async (scenario, consumer) => {
  await inTemporaryDirectory(async (directory) => {
    const out = join(directory, 'run');
    const place = ['--out', out, '--work', directory, '--file-size', '1m'];
    const { status, stdout, stderr } = await lab([
      'reproduce',
      scenario,
      ...['--consumer', consumer, '--json', '--exit-code'],
      ...place,
    ]);
    expect(status, stderr).toBe(1);
    const { verdict } = JSON.parse(stdout).findings;
    expect(verdict).toMatchObject({
      class: 'file-changed',
      culprit: 'application',
      pageCacheRight: null,
      diskRight: null,
      fault: true,
    });
    expect(await readFile(join(out, 'report.txt'), 'utf8')).not.toContain('[BUG]');
    await expectNoOtherVerdict(await readRunContents(out), verdict);
  });
});
