import { fileURLToPath } from 'node:url';
import {
  FindingsSchema,
  type Mismatch,
  OP_OUTCOME,
  type RunContents,
  readRunContents,
} from '@uringlab/schema';
import { beforeEach, expect, test } from 'vitest';
import { findCause } from './analyze-run.ts';

const DIRECTORY = fileURLToPath(new URL('../fixtures/recorded-nowait', import.meta.url));

/** Four reads of which none had more than its first page cached, taken for whole: a fresh copy for each test. */
let recorded: RunContents;

beforeEach(async () => {
  recorded = await readRunContents(DIRECTORY);
});

function changeLooks(change: (looks: Mismatch['looks']) => Mismatch['looks']): RunContents {
  return {
    ...recorded,
    mismatches: recorded.mismatches.map((mismatch) => ({ ...mismatch, looks: change(mismatch.looks) })),
  };
}

test('as recorded: an unhandled short read, and everything else ruled out', () => {
  const { verdict, rate } = FindingsSchema.parse(findCause(recorded));
  expect(verdict).toMatchObject({
    class: 'unhandled-short-read',
    culprit: 'application',
    trigger: 'nowait-partly-cached',
    pageCacheRight: true,
    diskRight: true,
    fault: true,
  });
  expect(rate).toMatchObject({ hits: 4, total: 4 });
  // Without a trace it is not certain, and the report says what is missing.
  expect(verdict.confidence).toBe('high');
  expect(verdict.unknowns).toEqual([expect.stringContaining('No trace was taken')]);
  expect(verdict.alternatives).toHaveLength(7);
});

test('wrong bytes by a direct read are wrong data on disk', () => {
  const wrong = {
    result: 65_536,
    right: false,
    ranges: [{ start: 0, end: 65_536, class: 'old-generation' as const }],
  };
  const { verdict } = findCause(changeLooks((looks) => ({ ...looks, direct: wrong, buffered: wrong })));
  expect(verdict).toMatchObject({
    class: 'wrong-data-on-disk',
    diskRight: false,
    pageCacheRight: false,
    fault: true,
  });
  expect(verdict.sentence).toContain('old-generation');
});

test('wrong bytes by a buffered read alone: the page cache differs from the disk', () => {
  const wrong = {
    result: 65_536,
    right: false,
    ranges: [{ start: 0, end: 65_536, class: 'zeroes' as const }],
  };
  const { verdict } = findCause(changeLooks((looks) => ({ ...looks, buffered: wrong })));
  expect(verdict).toMatchObject({
    class: 'page-cache-differs-from-disk',
    culprit: 'page-cache',
    diskRight: true,
    pageCacheRight: false,
  });
});

test('wrong bytes inside the count returned, while cache and disk are right, are not enough evidence', () => {
  const { ops } = recorded;
  ops.result.fill(65_536);
  ops.lastResult.fill(65_536);
  ops.total.fill(65_536);
  const mismatches = recorded.mismatches.map((mismatch) => ({ ...mismatch, result: 65_536, total: 65_536 }));
  const { verdict } = findCause({ ...recorded, ops, mismatches });
  expect(verdict).toMatchObject({ class: 'not-enough-evidence', culprit: 'unknown', fault: null });
  expect(verdict.unknowns.join('\n')).toContain(
    'wrong inside the count returned (first at byte 4096 of 65536)',
  );
});

test('short reads that end at the end of the file are legal', () => {
  const { ops } = recorded;
  ops.offset.fill(196_608n);
  const files = recorded.run.files.map((file) => ({ ...file, bytes: 196_608 + 4096 }));
  const mismatches = recorded.mismatches.map((mismatch) => ({ ...mismatch, offset: 196_608 }));
  const { verdict } = findCause({ ...recorded, run: { ...recorded.run, files }, ops, mismatches });
  expect(verdict).toMatchObject({
    class: 'legal-short-read',
    culprit: 'nobody',
    fault: false,
    confidence: 'certain',
  });
});

test('short reads that were continued are no fault', () => {
  const { ops } = recorded;
  ops.attempts.fill(2);
  ops.total.fill(65_536);
  ops.lastResult.fill(61_440);
  ops.outcome.fill(OP_OUTCOME.right);
  const { verdict } = findCause({ ...recorded, ops, mismatches: [] });
  expect(verdict).toMatchObject({ class: 'no-fault-found', fault: false });
  expect(verdict.sentence).toContain('asked for the rest of each');
});

test("reads that fail with the log full of I/O errors are the device's fault", () => {
  const { ops } = recorded;
  ops.result.fill(-5);
  ops.lastResult.fill(-5);
  ops.outcome.fill(OP_OUTCOME.error);
  const dmesg =
    '[    1.000000] I/O error, dev loop0, sector 8 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2\n';
  const { verdict } = findCause({ ...recorded, ops, mismatches: [], dmesg });
  expect(verdict).toMatchObject({ class: 'device-error', culprit: 'device', fault: true });
  expect(verdict.evidence).toContainEqual({ source: 'dmesg', text: dmesg.trimEnd() });
  expect(findCause({ ...recorded, ops, mismatches: [], dmesg: '' }).verdict.culprit).toBe('unknown');
});

test('without RWF_NOWAIT on the requests, the cause of a short read is not known', () => {
  const { ops } = recorded;
  ops.rwFlags.fill(0);
  const { verdict } = findCause(recorded);
  expect(verdict).toMatchObject({ class: 'unhandled-short-read', trigger: 'unknown', confidence: 'medium' });
});

test('an error behind the good pages is the trigger, whatever the flags', () => {
  const failed = { result: -5, right: false, ranges: [{ start: 0, end: 4096, class: 'right' as const }] };
  const { verdict } = findCause(changeLooks((looks) => ({ ...looks, buffered: failed })));
  expect(verdict).toMatchObject({
    class: 'unhandled-short-read',
    trigger: 'hidden-error',
    pageCacheRight: true,
  });
  expect(verdict.sentence).toContain('-EIO');
});
