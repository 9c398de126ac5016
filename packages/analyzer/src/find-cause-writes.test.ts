import { fileURLToPath } from 'node:url';
import { type Look, type Mismatch, OP_OUTCOME, type RunContents, readRunContents } from '@uringlab/schema';
import { beforeEach, expect, test } from 'vitest';
import { findCause } from './analyze-run.ts';

const DIRECTORY = fileURLToPath(new URL('../fixtures/recorded-short-write', import.meta.url));

/** Eight files of one block each, written over RLIMIT_FSIZE, and all of it taken for written: a fresh copy for each test. */
let recorded: RunContents;

beforeEach(async () => {
  recorded = await readRunContents(DIRECTORY);
});

function changeScenario(change: Partial<RunContents['run']['scenario']>): RunContents['run'] {
  return { ...recorded.run, scenario: { ...recorded.run.scenario, ...change } };
}

function changeLooks(change: (looks: Mismatch['looks']) => Mismatch['looks']): RunContents {
  return {
    ...recorded,
    mismatches: recorded.mismatches.map((mismatch) => ({ ...mismatch, looks: change(mismatch.looks) })),
  };
}

test('as recorded: an unhandled short write at the limit, and everything else ruled out', async () => {
  const { verdict, rate } = await findCause(recorded);
  expect(verdict).toMatchObject({
    class: 'unhandled-short-write',
    culprit: 'application',
    trigger: 'file-size-limit',
    confidence: 'certain',
    pageCacheRight: true,
    diskRight: true,
    fault: true,
  });
  expect(rate).toMatchObject({ hits: 8, total: 8 });
  expect(verdict.alternatives.map(({ claim }) => claim)).toEqual([
    'Data is missing that the count of a short write says was written',
    'The device fails',
    'io_uring makes the write short; the layers below it would have taken everything',
    'Nothing went wrong',
  ]);
  const texts = verdict.evidence.map(({ text }) => text);
  expect(texts).toContain(
    'behind the count, 4 of 8: the file has what was written there before; 4 of 8: the file ends there',
  );
});

test('without the rest asked for, the limit alone explains it, less surely', async () => {
  const { verdict } = await findCause({ ...recorded, run: { ...recorded.run, peers: [] } });
  expect(verdict).toMatchObject({ trigger: 'file-size-limit', confidence: 'high' });
  expect(verdict.unknowns).toContainEqual(expect.stringContaining('the rest was not written afterwards'));
});

test('a limit that the counts do not come to explains nothing', async () => {
  const run = { ...changeScenario({ writes: { fileSizeLimit: 4096 } }), peers: [] };
  const { verdict } = await findCause({ ...recorded, run });
  expect(verdict).toMatchObject({ class: 'unhandled-short-write', trigger: 'unknown', confidence: 'medium' });
});

test.each([
  [-28, 'no-space'],
  [-27, 'file-size-limit'],
  [-5, 'unknown'],
  [44_544, 'unknown'],
])('a rest that comes to %i says why: %s', async (result, trigger) => {
  const run = changeScenario({ writes: {} });
  run.peers = [{ call: 'a write of the rest', tried: 8, results: [{ result, count: 8 }] }];
  const { verdict } = await findCause({ ...recorded, run });
  expect(verdict).toMatchObject({ class: 'unhandled-short-write', trigger });
});

test('without what was looked at, the counts still say so', async () => {
  const { verdict } = await findCause({ ...recorded, mismatches: [] });
  expect(verdict).toMatchObject({
    class: 'unhandled-short-write',
    culprit: 'application',
    pageCacheRight: null,
    diskRight: null,
  });
});

test('data that is missing inside the count is another fault, and nobody is accused of it', async () => {
  const old: Look = {
    result: 65_536,
    right: false,
    ranges: [{ start: 0, end: 65_536, class: 'old-generation' }],
  };
  const onDisk = await findCause(changeLooks((looks) => ({ ...looks, buffered: old, direct: old })));
  expect(onDisk.verdict).toMatchObject({
    class: 'wrong-data-on-disk',
    culprit: 'unknown',
    pageCacheRight: false,
    diskRight: false,
  });
  const inCache = await findCause(changeLooks((looks) => ({ ...looks, buffered: old })));
  expect(inCache.verdict).toMatchObject({ class: 'page-cache-differs-from-disk', diskRight: true });
});

test.each([
  [-28, 'no-fault-found', false],
  [-27, 'no-fault-found', false],
  [-5, 'device-error', true],
])('writes that end in %i, which the application is told', async (result, found, fault) => {
  const { ops } = recorded;
  ops.result.fill(result);
  ops.lastResult.fill(result);
  ops.total.fill(0);
  ops.badBytes.fill(0);
  ops.outcome.fill(OP_OUTCOME.error);
  const { verdict } = await findCause({ ...recorded, mismatches: [] });
  expect(verdict).toMatchObject({ class: found, fault });
  expect(verdict.title + verdict.sentence).not.toMatch(/\bread/i);
});
