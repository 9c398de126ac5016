import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConsumerSchema, readRunContents } from '@uringlab/schema';
import { expect, test } from 'vitest';
import { inTemporaryDirectory, isRoot, lab, listLeftovers } from './lab.ts';
import { expectNoOtherVerdict } from './left-out.ts';
import { canUseBpf } from './strace-target.ts';

const needsRoot = isRoot ? test : test.skip;
if (!isRoot) console.warn('skipped: reproducing on a loop device of its own needs root');

async function reproduce(args: readonly string[]) {
  return inTemporaryDirectory(async (directory) => {
    const out = join(directory, 'run');
    const outcome = await lab([
      'reproduce',
      ...args,
      '--out',
      out,
      '--work',
      directory,
      '--json',
      '--exit-code',
    ]);
    const leftovers = await listLeftovers(directory);
    const printed = JSON.parse(outcome.stdout);
    const contents = await readRunContents(out);
    await expectNoOtherVerdict(contents, printed.findings.verdict);
    return {
      outcome,
      leftovers,
      printed,
      verdict: printed.findings?.verdict,
      names: await readdir(out),
      contents,
      mail: await readFile(join(out, 'report.txt'), 'utf8'),
    };
  });
}

needsRoot('the default scenario: a 64 KiB read comes back as 4096 bytes from this very kernel', async () => {
  const { outcome, verdict, names, contents, leftovers, printed } = await reproduce([]);
  expect(outcome.status).toBe(1);
  expect(verdict).toMatchObject({
    title: 'application: unhandled short read',
    class: 'unhandled-short-read',
    trigger: 'nowait-partly-cached',
    confidence: 'certain',
    pageCacheRight: true,
    diskRight: true,
    fault: true,
  });
  // A fast device may finish the readahead within a call, now and then; nearly all reads are short.
  expect(printed.findings.rate.total).toBe(2048);
  expect(printed.findings.rate.hits).toBeGreaterThan(1900);
  for (const mismatch of contents.mismatches) {
    expect(mismatch).toMatchObject({
      result: 4096,
      length: 65_536,
      firstBad: 4096,
      residentBefore: 'U...............',
    });
    expect(mismatch.looks.ring.ranges).toEqual([
      expect.objectContaining({ start: 0, end: 4096, class: 'right' }),
      expect.objectContaining({ start: 4096, end: 65_536, class: 'poison', origin: { row: mismatch.row } }),
    ]);
    expect(mismatch.looks.buffered).toMatchObject({ result: 65_536, right: true });
    expect(mismatch.looks.direct).toMatchObject({ result: 65_536, right: true });
  }
  expect(contents.run.peers).toEqual([
    { call: 'preadv2(RWF_NOWAIT)', tried: 64, results: [{ result: 4096, count: 64 }] },
  ]);
  expect(names.sort()).toEqual(
    [
      'dmesg.txt',
      'findings.json',
      'mismatches.jsonl',
      'ops.arrow',
      'repro.c',
      'repro.fio',
      'repro.sh',
      'report.eml',
      'report.html',
      'report.txt',
      'run.json',
      ...(canUseBpf ? ['sqe.arrow'] : []),
      'trace.dat',
    ].sort(),
  );
  expect(leftovers).toEqual([]);
});

needsRoot('a consumer that asks for the rest has no fault', async () => {
  const { outcome, verdict, contents } = await reproduce(['--consumer', 'resubmit']);
  expect(outcome.status).toBe(0);
  expect(verdict).toMatchObject({ title: 'no fault found', class: 'no-fault-found', fault: false });
  expect(contents.run.phases).toHaveLength(2);
  for (const { shortReads, resubmissions, mismatches } of contents.run.phases) {
    expect(shortReads).toBeGreaterThan(950);
    expect(resubmissions).toBeGreaterThanOrEqual(shortReads);
    expect(mismatches).toBe(0);
  }
});

needsRoot('a consumer that refuses short reads has no fault either', async () => {
  const { outcome, verdict } = await reproduce(['--consumer', 'strict']);
  expect(outcome.status).toBe(0);
  expect(verdict).toMatchObject({ class: 'no-fault-found' });
});

needsRoot.each(['ignore', 'strict', 'resubmit'])(
  'reads across the end of the file are legal short reads (%s)',
  async (consumer) => {
    const { outcome, verdict, mail } = await reproduce(['eof-tail', '--consumer', consumer]);
    expect(outcome.status).toBe(0);
    expect(verdict).toMatchObject({
      class: 'legal-short-read',
      culprit: 'nobody',
      fault: false,
      trigger: 'end-of-file',
    });
    expect(mail).not.toContain('[BUG]');
  },
);

needsRoot('a device error behind good pages is named, although the ring hides it', async () => {
  const { outcome, verdict, contents } = await reproduce(['eio-behind-good-pages']);
  expect(outcome.status).toBe(1);
  expect(verdict).toMatchObject({
    class: 'unhandled-short-read',
    trigger: 'hidden-error',
    pageCacheRight: true,
  });
  expect(verdict.sentence).toContain('-EIO');
  expect(contents.mismatches[0]).toMatchObject({ result: 20_480, looks: { buffered: { result: -5 } } });
});

needsRoot.each([
  ['eio-behind-good-pages', '16k', 12_288, 'hidden-error'],
  ['eio-behind-good-pages', '8k', 4096, 'hidden-error'],
  ['nowait-page-boundary', '8k', 4096, 'nowait-partly-cached'],
])('%s with blocks of %s comes back as %i bytes', async (scenario, blockSize, result, trigger) => {
  const { verdict, contents } = await reproduce([scenario, '--block-size', blockSize, '--file-size', '1m']);
  expect(verdict).toMatchObject({ class: 'unhandled-short-read', trigger });
  expect(new Set(contents.mismatches.map((mismatch) => mismatch.result))).toEqual(new Set([result]));
});

needsRoot('the tails of sixteen files are legal short reads with blocks of one page as well', async () => {
  const { verdict, contents } = await reproduce(['eof-tail', '--block-size', '4k']);
  expect(verdict).toMatchObject({ class: 'legal-short-read', trigger: 'end-of-file' });
  expect(contents.run.phases.map(({ shortReads }) => shortReads)).toEqual([16, 16]);
});

needsRoot('a legal short read is not called wrong on the terminal', async () => {
  await inTemporaryDirectory(async (directory) => {
    const args = [
      'reproduce',
      'eof-tail',
      '--no-trace',
      '--out',
      join(directory, 'run'),
      '--work',
      directory,
    ];
    const { stdout } = await lab(args);
    expect(stdout).toContain('16 of 80 with bytes behind the count');
    expect(stdout).not.toMatch(/^ +\d+ of \d+ wrong/m);
  });
});

needsRoot(
  'retry-at-wrong-offset: the application asks at the count, and the trace shows that it did',
  async () => {
    const { outcome, verdict, contents, printed, mail, names } = await reproduce([
      'retry-at-wrong-offset',
      '--file-size',
      '1m',
    ]);
    expect(outcome.status).toBe(1);
    expect(contents.run.consumer).toBe('resubmit-wrong-offset');
    expect(verdict).toMatchObject({
      class: 'retry-at-wrong-offset',
      culprit: 'application',
      trigger: 'nowait-partly-cached',
      confidence: 'certain',
      pageCacheRight: true,
      diskRight: true,
      fault: true,
    });
    // All but the block at the front of the file, and what a fast device brought whole.
    expect(printed.findings.rate.hits).toBeGreaterThan(20);
    const [life] = printed.findings.requests;
    expect(life.steps).toContainEqual(
      expect.objectContaining({ kind: 'issue', text: 'call 2: buffered read of 61440 bytes at 0x1000' }),
    );
    expect(mail).toContain("This report is for the application's maintainers");
    expect(names).not.toContain('repro.fio');
  },
);

needsRoot.each([
  ['retry-at-wrong-offset', 'ignore', 'unhandled-short-read'],
  ['retry-at-wrong-offset', 'strict', 'no-fault-found'],
  ['retry-at-wrong-offset', 'resubmit', 'no-fault-found'],
  ['nowait-page-boundary', 'resubmit-wrong-offset', 'retry-at-wrong-offset'],
  ['eof-tail', 'resubmit-wrong-offset', 'retry-at-wrong-offset'],
  ['eio-behind-good-pages', 'resubmit-wrong-offset', 'retry-at-wrong-offset'],
])('%s with the consumer %s is %s', async (scenario, consumer, expected) => {
  const args = [scenario, '--consumer', consumer, '--file-size', '1m', '--no-trace'];
  const { verdict, contents } = await reproduce(args);
  expect(verdict.class).toBe(expected);
  expect(contents.run.scenario.expected).toBe(expected);
});

needsRoot.each(ConsumerSchema.options)(
  'buffer-reused-in-flight: two requests had one buffer, whatever the application makes of counts (%s)',
  async (consumer) => {
    const args = ['buffer-reused-in-flight', '--file-size', '1m', '--consumer', consumer];
    const { outcome, verdict, contents, mail } = await reproduce(
      consumer === 'ignore' ? args : [...args, '--no-trace'],
    );
    expect(outcome.status).toBe(1);
    expect(verdict).toMatchObject({
      class: 'overlapping-memory',
      culprit: 'application',
      confidence: 'certain',
      pageCacheRight: true,
      diskRight: true,
      fault: true,
    });
    expect(contents.run.scenario.expected).toBe('overlapping-memory');
    expect(verdict.evidence[0].text).toMatch(
      /^buffer \d+ is that of row \d+, 65536 bytes at 0x[0-9a-f]+ of data, and of row \d+, /,
    );
    // The first of each pair holds the bytes of the second, unless it was looked at before those came.
    for (const { mismatches } of contents.run.phases) {
      expect(mismatches).toBeGreaterThan(0);
      expect(mismatches).toBeLessThanOrEqual(8);
    }
    expect(mail).toContain("This report is for the application's maintainers");
  },
);

needsRoot('no more requests are in flight than there are reads', async () => {
  const { contents } = await reproduce(['--file-size', '256k', '--depth', '64']);
  expect(contents.run.phases.map(({ ring }) => ring.depth)).toEqual([4, 4]);
});

needsRoot.each(['strict', 'resubmit'])(
  'the same device error is the verdict where the application is told (%s)',
  async (consumer) => {
    const { outcome, verdict } = await reproduce(['eio-behind-good-pages', '--consumer', consumer]);
    expect(outcome.status).toBe(1);
    expect(verdict).toMatchObject({ class: 'device-error', culprit: 'device' });
  },
);

needsRoot('the job of the founding bug finds nothing on a kernel that has the fix, and says so', async () => {
  const { outcome, verdict, printed, contents, mail } = await reproduce([
    'readahead-race',
    '--file-size',
    '64m',
  ]);
  expect(outcome.status).toBe(0);
  expect(verdict).toMatchObject({ title: 'no fault found', fault: false });
  expect(printed.findings.rate).toMatchObject({ hits: 0, total: 4096 });
  expect(
    contents.run.phases.map(({ name, traced, ring }) => [name, traced, ring.sqpoll, ring.registeredFiles]),
  ).toEqual([
    ['plain', false, false, false],
    ['sqpoll', false, true, true],
    ['plain', true, false, false],
    ['sqpoll', true, true, true],
  ]);
  expect(mail).toMatch(/no fault/i);
});

needsRoot.each(['ext4', 'btrfs'])('the default scenario on %s', async (filesystem) => {
  const { outcome, verdict, contents } = await reproduce(['--fs', filesystem]);
  expect(outcome.status).toBe(1);
  expect(verdict).toMatchObject({ class: 'unhandled-short-read', trigger: 'nowait-partly-cached' });
  expect(contents.run.testbed.filesystem).toBe(filesystem);
});

needsRoot.each([
  ['lost-write', 'lost-write', { pageCacheRight: false, diskRight: false }],
  ['torn-write', 'torn-write', { pageCacheRight: false, diskRight: false }],
  ['misdirected-write', 'misdirected-write', { pageCacheRight: false, diskRight: false }],
  ['foreign-data', 'wrong-data-on-disk', { pageCacheRight: false, diskRight: false }],
  ['stale-page-cache', 'page-cache-differs-from-disk', { pageCacheRight: false, diskRight: true }],
])('%s is told apart, and nobody is accused of it', async (scenario, expected, looks) => {
  const { outcome, verdict } = await reproduce([scenario, '--file-size', '1m']);
  expect(outcome.status).toBe(1);
  expect(verdict).toMatchObject({ class: expected, culprit: 'unknown', fault: true, ...looks });
});

needsRoot.each(['xfs', 'ext4', 'btrfs'])(
  'in a clean load of all sizes, buffered and direct, nothing is found on %s',
  async (fs) => {
    const { outcome, verdict, contents } = await reproduce([
      'clean-mixed-load',
      '--fs',
      fs,
      '--file-size',
      '2m',
    ]);
    expect(outcome.status).toBe(0);
    expect(verdict).toMatchObject({ class: 'no-fault-found', culprit: 'nobody', fault: false });
    expect(new Set(contents.ops.sqeFlags)).toEqual(new Set([0, 4, 16]));
    expect(
      contents.run.phases.map(({ ring, errors, shortReads }) => [
        ring.sqpoll,
        ring.registeredBuffers,
        errors,
        shortReads,
      ]),
    ).toEqual(
      [0, 1].flatMap(() => [
        [false, false, 0, 0],
        [true, false, 0, 0],
        [false, true, 0, 0],
      ]),
    );
  },
);
