import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OP_OUTCOME, readRunContents } from '@uringlab/schema';
import { expect, test } from 'vitest';
import { inTemporaryDirectory, isRoot, lab, listLeftovers } from './lab.ts';

const needsRoot = isRoot ? test : test.skip;
if (!isRoot) console.warn('skipped: a file system of its own, on a loop device or in memory, needs root');

async function reproduce(args: readonly string[]) {
  return inTemporaryDirectory(async (directory) => {
    const out = join(directory, 'run');
    const where = ['--out', out, '--work', directory, '--json', '--exit-code'];
    const { status, stdout, stderr } = await lab(['reproduce', ...args, ...where]);
    const leftovers = await listLeftovers(directory);
    expect(stdout, stderr).not.toBe('');
    const { verdict } = JSON.parse(stdout).findings;
    const [contents, mail, program] = await Promise.all([
      readRunContents(out),
      readFile(join(out, 'report.txt'), 'utf8'),
      readFile(join(out, 'repro.c'), 'utf8'),
    ]);
    return { status, verdict, leftovers, contents, mail, program };
  });
}

needsRoot('writes over RLIMIT_FSIZE are short, and what was taken for written is not there', async () => {
  const { status, verdict, leftovers, contents, mail, program } = await reproduce([
    'write-over-file-size-limit',
  ]);
  expect(status).toBe(1);
  expect(verdict).toMatchObject({
    class: 'unhandled-short-write',
    culprit: 'application',
    trigger: 'file-size-limit',
    confidence: 'certain',
    pageCacheRight: true,
    diskRight: true,
  });
  const { run, ops, mismatches } = contents;
  expect(run.scenario.writes).toEqual({ fileSizeLimit: 217_600 });
  expect(run.phases.map(({ operations, shortReads }) => [operations, shortReads])).toEqual([
    [32, 8],
    [32, 8],
  ]);
  expect(new Set(ops.result)).toEqual(new Set([65_536, 20_992]));
  expect(run.peers).toEqual([
    { call: 'a write of the rest', tried: 8, results: [{ result: -27, count: 8 }] },
  ]);
  expect(mismatches).toHaveLength(16);
  for (const { file, looks, firstBad } of mismatches) {
    const isLonger = run.files[file]?.name.startsWith('longer');
    expect(firstBad).toBe(20_992);
    for (const look of [looks.buffered, looks.direct]) {
      expect(look?.result).toBe(isLonger ? 20_992 : 65_536);
      expect(look?.ranges).toEqual([
        { start: 0, end: 20_992, class: 'right' },
        ...(isLonger
          ? []
          : [expect.objectContaining({ start: 20_992, end: 65_536, class: 'old-generation' })]),
      ]);
    }
  }
  expect(mail).not.toContain('[BUG]');
  expect(program).toContain('#define LIMIT	217600LL');
  expect(leftovers).toEqual([]);
});

needsRoot('a write into a file system without room for it is short', async () => {
  const { status, verdict, leftovers, contents } = await reproduce(['write-into-full-filesystem']);
  expect(status).toBe(1);
  expect(verdict).toMatchObject({
    class: 'unhandled-short-write',
    culprit: 'application',
    trigger: 'no-space',
    pageCacheRight: true,
    diskRight: null,
  });
  expect(contents.run.testbed).toMatchObject({ kind: 'memory', filesystem: 'tmpfs' });
  expect(contents.run.phases.map(({ operations, shortReads }) => [operations, shortReads])).toEqual([
    [33, 1],
    [33, 1],
  ]);
  expect(contents.run.peers[0]?.results).toEqual([{ result: -28, count: 1 }]);
  expect(leftovers).toEqual([]);
});

needsRoot.each([
  ['write-over-file-size-limit', 'strict', OP_OUTCOME.refused, 20_992],
  ['write-over-file-size-limit', 'resubmit', OP_OUTCOME.error, -27],
  ['write-into-full-filesystem', 'strict', OP_OUTCOME.refused, 20_480],
  ['write-into-full-filesystem', 'resubmit', OP_OUTCOME.error, -28],
])(
  '%s: an application that looks (%s) is told, and that is no fault',
  async (scenario, consumer, outcome, last) => {
    const { status, verdict, contents } = await reproduce([scenario, '--consumer', consumer, '--no-trace']);
    expect(status).toBe(0);
    expect(verdict).toMatchObject({ class: 'no-fault-found', fault: false });
    const { ops } = contents;
    const row = ops.outcome.indexOf(outcome);
    expect(ops.lastResult[row]).toBe(last);
    expect(ops.outcome).not.toContain(OP_OUTCOME.mismatch);
  },
);

needsRoot.each(['ext4', 'btrfs'])('writes over RLIMIT_FSIZE on %s', async (filesystem) => {
  const { verdict } = await reproduce(['write-over-file-size-limit', '--fs', filesystem, '--no-trace']);
  expect(verdict).toMatchObject({ class: 'unhandled-short-write', trigger: 'file-size-limit' });
});

test('the limit needs no root: a directory is enough', async () => {
  await inTemporaryDirectory(async (directory) => {
    const out = join(directory, 'run');
    const args = ['reproduce', 'write-over-file-size-limit', '--dir', directory, '--out', out, '--no-trace'];
    const { stdout, stderr, status } = await lab([...args, '--json', '--block-size', '4k']);
    // In a file system that the scenario does not know it says so.
    if (status === 3) expect(stderr + stdout).toContain('E_SCENARIO_UNAVAILABLE');
    else expect(JSON.parse(stdout).findings.verdict.class).toBe('unhandled-short-write');
  });
});

test('a file system in memory is not to be chosen', async () => {
  const { status, stdout } = await lab(['reproduce', 'write-into-full-filesystem', '--fs', 'xfs', '--json']);
  expect(status).toBe(3);
  expect(JSON.parse(stdout).error.code).toBe('E_SCENARIO_UNAVAILABLE');
});
