import { execFileSync, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { columns } from '../lint/line-kinds.ts';
import { renderReport } from '../render-report.ts';
import type { ReportInput } from '../report-input.ts';
import { smallRace } from '../testing/sample-race.ts';
import { sampleReport } from '../testing/sample-run.ts';
import { endOfFileReport, hiddenErrorReport } from '../testing/sample-verdicts.ts';

const TOOLS = [
  ['mkfs.xfs', '-V'],
  ['mkfs.ext4', '-V'],
  ['cc', '--version'],
] as const;
const CAN_MOUNT =
  process.getuid?.() === 0 &&
  existsSync('/dev/loop-control') &&
  existsSync('/usr/include/liburing.h') &&
  TOOLS.every(([tool, option]) => spawnSync(tool, [option]).status === 0);
if (!CAN_MOUNT)
  console.log('skipped: a scratch device for repro.sh needs root, mkfs.xfs, mkfs.ext4, cc and liburing-dev');

const REPORTS: Record<string, ReportInput> = {
  nowait: sampleReport(),
  'end-of-file': endOfFileReport(),
  race: smallRace(false),
};

/** The output that the script says a passing test has, as tests/generic/900.out. */
function goldenOutput(script: string): string {
  const lines = [...script.matchAll(/^#\t(.*)$/gm)].map(([, line = '']) => line);
  return `${lines.join('\n').replace('NNN', '900')}\n`;
}

/** A tree of tests with the script as generic/900, and the program it runs. */
function plant(tree: string, input: ReportInput): string {
  const { fstest, reproducer } = renderReport(input);
  for (const folder of ['common', 'src', 'tests/generic', 'results'])
    mkdirSync(join(tree, folder), { recursive: true });
  for (const name of ['preamble', 'rc'])
    copyFileSync(new URL(`../testing/fstests/${name}`, import.meta.url), join(tree, 'common', name));
  writeFileSync(join(tree, 'tests/generic/900'), fstest ?? '', { mode: 0o755 });
  const source = join(tree, 'src/uring_short_read.c');
  writeFileSync(source, reproducer ?? '');
  execFileSync('cc', ['-Wall', '-Wextra', '-Werror', '-O2', source, '-luring', '-o', source.slice(0, -2)]);
  return goldenOutput(fstest ?? '');
}

/** What `check` does for one test. */
function runOn(tree: string, device: string, filesystem: string) {
  const mount = join(tree, 'scratch');
  mkdirSync(mount, { recursive: true });
  const env = {
    ...process.env,
    RESULT_DIR: join(tree, 'results'),
    SCRATCH_DEV: device,
    SCRATCH_MNT: mount,
    FSTYP: filesystem,
  };
  const { status, stdout, stderr } = spawnSync(join(tree, 'tests/generic/900'), {
    cwd: tree,
    env,
    encoding: 'utf8',
  });
  spawnSync('umount', [mount]);
  return { status, output: stdout + stderr };
}

function withScratch(use: (tree: string, device: string) => void): void {
  const tree = mkdtempSync(join(tmpdir(), 'uringlab-fstest-'));
  const image = join(tree, 'scratch.img');
  execFileSync('truncate', ['-s', '320M', image]);
  const device = execFileSync('losetup', ['-f', '--show', image], { encoding: 'utf8' }).trim();
  try {
    use(tree, device);
  } finally {
    spawnSync('umount', [join(tree, 'scratch')], { stdio: 'ignore' });
    execFileSync('losetup', ['-d', device]);
    rmSync(tree, { recursive: true, force: true });
  }
}

describe.skipIf(!CAN_MOUNT)('the test for fstests', () => {
  test.each(['xfs', 'ext4'])(
    'passes for the race on %s: this kernel asks for the rest itself',
    (filesystem) => {
      withScratch((tree, device) => {
        const golden = plant(tree, REPORTS.race as ReportInput);
        expect(runOn(tree, device, filesystem)).toEqual({ status: 0, output: golden });
        expect(readFileSync(join(tree, 'results/900.hints'), 'utf8')).toContain('227c0c9673d8');
      });
    },
  );

  test.each(['xfs', 'ext4'])(
    'fails on %s where a read is short, and keeps what the program said',
    (filesystem) => {
      withScratch((tree, device) => {
        const golden = plant(tree, REPORTS['end-of-file'] as ReportInput);
        const { status, output } = runOn(tree, device, filesystem);
        expect(status).toBe(0);
        expect(output).toBe(
          golden.replace('Silence', `a read came back short, see ${join(tree, 'results/900.full')}\nSilence`),
        );
        expect(readFileSync(join(tree, 'results/900.full'), 'utf8')).toContain('read of 65536 at 0: 4096\n');
      });
    },
  );

  test('is not run without its program, and fails where the file system cannot be made', () => {
    withScratch((tree, device) => {
      plant(tree, REPORTS.nowait as ReportInput);
      expect(runOn(tree, device, 'none').output).not.toContain('Silence');
      rmSync(join(tree, 'src/uring_short_read'));
      expect(runOn(tree, device, 'xfs').output).toContain('900 not run: ');
    });
  });
});

test.each(Object.entries(REPORTS))('the script for %s is bash, in at most 75 columns', (_, input) => {
  const script = renderReport(input).fstest ?? '';
  expect(spawnSync('bash', ['-n'], { input: script })).toMatchObject({ status: 0 });
  expect(script.split('\n').filter((line) => columns(line) > 75)).toEqual([]);
  expect(script).toMatch(/^#! \/bin\/bash\n# SPDX-License-Identifier: /);
});

test('a file that cannot be read to its end takes more than a scratch file system', () => {
  expect(renderReport(hiddenErrorReport()).fstest).toBeNull();
});

test('a version can not leave the comment of a script', () => {
  const input = sampleReport();
  input.run.lab.version = '1\nrm -rf /';
  expect(renderReport(input).fstest).not.toMatch(/^rm/m);
});
