import { fileURLToPath } from 'node:url';
import { type Mismatch, OP_OUTCOME, type RunParts, readRunParts } from '@uringlab/schema';
import { beforeEach, expect, test } from 'vitest';
import { findCause } from './analyze-run.ts';

const DIRECTORY = fileURLToPath(new URL('../fixtures/recorded-nowait', import.meta.url));

let recorded: RunParts & { ops: NonNullable<RunParts['ops']>; mismatches: Mismatch[] };

beforeEach(async () => {
  const { ops, mismatches, ...rest } = await readRunParts(DIRECTORY);
  if (ops === null || mismatches === null) throw new Error('the recorded run is not whole');
  recorded = { ...rest, ops, mismatches };
});

function withConsumer(consumer: 'strict' | 'resubmit'): void {
  const phases = recorded.run.phases.map((phase) => ({ ...phase, consumer }));
  recorded.run = { ...recorded.run, consumer, phases };
}

test('buffers whose tails are wrong show an unhandled short read without the requests, and no more', async () => {
  const { verdict, requests } = await findCause({
    ...recorded,
    ops: null,
    absent: ['ops.arrow is missing.'],
  });
  expect(verdict).toMatchObject({
    class: 'unhandled-short-read',
    culprit: 'application',
    trigger: 'unknown',
    confidence: 'low',
    pageCacheRight: true,
    diskRight: true,
    fault: true,
  });
  expect(verdict.unknowns).toEqual(['ops.arrow is missing.']);
  expect(requests).toEqual([]);
});

test('without the requests, a buffer that is wrong elsewhere, or a consumer that looks at the count, accuses nobody', async () => {
  const [first, ...others] = recorded.mismatches;
  if (first === undefined) throw new Error('the recorded run has no mismatch');
  const mixed = [{ ...first, firstBad: 0 }, ...others];
  const unknown = await findCause({ ...recorded, ops: null, mismatches: mixed });
  expect(unknown.verdict).toMatchObject({ class: 'not-enough-evidence', culprit: 'unknown', fault: null });
  expect(unknown.verdict.unknowns[0]).toContain('it explains 3 of 4 failing ranges looked at');
  withConsumer('resubmit');
  const handled = await findCause({ ...recorded, ops: null });
  expect(handled.verdict).toMatchObject({ class: 'not-enough-evidence', fault: null });
});

test('without the mismatches, the ranges are said not to have been read again', async () => {
  const { verdict } = await findCause({
    ...recorded,
    mismatches: null,
    absent: ['mismatches.jsonl is missing.'],
  });
  expect(verdict).toMatchObject({
    class: 'unhandled-short-read',
    confidence: 'low',
    pageCacheRight: null,
    diskRight: null,
  });
  expect(verdict.unknowns).toEqual(
    expect.arrayContaining([expect.stringContaining('none of 4 failing ranges was read again')]),
  );
});

test('wrong bytes of a consumer that looks at the count lie inside it, also where no range was read again', async () => {
  withConsumer('resubmit');
  const { ops } = recorded;
  // Less wrong than is missing, and the file ends where the reads did: a tail would be nobody's.
  ops.badBytes.fill(512);
  ops.offset.fill(BigInt(recorded.run.files[0]?.bytes ?? 0) - 4096n);
  const { verdict } = await findCause({ ...recorded, mismatches: null });
  expect(verdict).toMatchObject({ class: 'not-enough-evidence', culprit: 'unknown', fault: null });
});

test('short reads that were refused and that nothing explains are no clean run, whatever the kernel log lacks', async () => {
  withConsumer('strict');
  const { ops } = recorded;
  ops.rwFlags.fill(0);
  ops.outcome.fill(OP_OUTCOME.refused);
  for (const dmesg of ['', null]) {
    const { verdict } = await findCause({ ...recorded, mismatches: [], dmesg });
    expect(verdict).toMatchObject({ class: 'not-enough-evidence', fault: null });
    expect(verdict.unknowns).toContainEqual(
      expect.stringMatching(/^The device fails: why 4 reads came back short/),
    );
  }
  // By RWF_NOWAIT they may be short whatever the device does.
  ops.rwFlags.fill(8);
  expect((await findCause({ ...recorded, mismatches: [] })).verdict.class).toBe('no-fault-found');
});

test('of nothing but run.json there is no verdict', async () => {
  const absent = ['ops.arrow is missing.', 'mismatches.jsonl is missing.'];
  const { verdict } = await findCause({ ...recorded, ops: null, mismatches: null, absent });
  expect(verdict).toMatchObject({ class: 'not-enough-evidence', confidence: 'low', fault: null });
  expect(verdict.sentence).toContain('ops.arrow is missing. mismatches.jsonl is missing.');
});
