import { fileURLToPath } from 'node:url';
import { type DataFile, type Mismatch, type RunContents, readRunContents } from '@uringlab/schema';
import { beforeEach, expect, test } from 'vitest';
import { findCause } from '../analyze-run.ts';

const DIRECTORY = fileURLToPath(new URL('../../fixtures/recorded-nowait', import.meta.url));
const BLOCK_BYTES = 65_536;

/** Four reads of the four blocks of a file, each of which came back as its first page. */
let recorded: RunContents;

beforeEach(async () => {
  recorded = await readRunContents(DIRECTORY);
});

function changeFile(after: NonNullable<DataFile['after']>): RunContents['run'] {
  return { ...recorded.run, files: recorded.run.files.map((file) => ({ ...file, after })) };
}

/** The recorded reads as if each had come back whole, with zeroes from its second page on. */
function withZeroes(): RunContents {
  const { ops } = recorded;
  ops.result.fill(BLOCK_BYTES);
  ops.lastResult.fill(BLOCK_BYTES);
  ops.total.fill(BLOCK_BYTES);
  const zeroes = {
    result: BLOCK_BYTES,
    right: false,
    ranges: [
      { start: 0, end: 4096, class: 'right' as const },
      { start: 4096, end: BLOCK_BYTES, class: 'zeroes' as const },
    ],
  };
  const mismatches = recorded.mismatches.map(
    (mismatch): Mismatch => ({
      ...mismatch,
      result: BLOCK_BYTES,
      total: BLOCK_BYTES,
      looks: { ring: zeroes, buffered: zeroes, direct: zeroes },
    }),
  );
  return { ...recorded, mismatches };
}

function holesOf(blocks: readonly number[]): { start: number; end: number }[] {
  return blocks.map((block) => ({ start: block * BLOCK_BYTES + 4096, end: (block + 1) * BLOCK_BYTES }));
}

test('zeroes where the file has a hole are the writer of the hole, with the requests and without', async () => {
  const contents = withZeroes();
  const bytes = recorded.run.files[0]?.bytes ?? 0;
  const run = changeFile({ bytes, holes: holesOf([0, 1, 2, 3]) });
  for (const parts of [
    { ...contents, run },
    { ...contents, run, ops: null },
  ]) {
    const { verdict } = await findCause(parts);
    expect(verdict).toMatchObject({
      class: 'file-changed',
      culprit: 'application',
      confidence: 'high',
      pageCacheRight: null,
      diskRight: null,
      fault: true,
    });
    expect(verdict.title).toContain('holes punched into it');
  }
});

test('zeroes beside the holes are not explained by them', async () => {
  const contents = withZeroes();
  const bytes = recorded.run.files[0]?.bytes ?? 0;
  const run = changeFile({ bytes, holes: holesOf([0, 1, 2]) });
  for (const parts of [
    { ...contents, run },
    { ...contents, run, ops: null },
  ]) {
    const { verdict } = await findCause(parts);
    expect(verdict).toMatchObject({ class: 'wrong-data-on-disk', diskRight: false });
    expect(verdict.unknowns.join('\n')).toContain('the file was changed, which explains 3 of 4');
  }
});

test('reads that end at the new end of the file are nobody in the kernel, also where no range was read again', async () => {
  const { ops } = recorded;
  const [first] = recorded.mismatches;
  if (first === undefined) throw new Error('no mismatch was recorded');
  const cut = first.offset + 4096;
  ops.offset.fill(BigInt(first.offset));
  const run = changeFile({ bytes: cut, holes: [] });
  const mismatches = recorded.mismatches.map((mismatch) => ({ ...mismatch, offset: first.offset }));
  const { verdict } = await findCause({ ...recorded, run, mismatches });
  expect(verdict).toMatchObject({ class: 'file-changed', culprit: 'application', confidence: 'high' });
  expect(verdict.title).toContain('truncated');
  const unseen = await findCause({ ...recorded, run, mismatches: null });
  expect(unseen.verdict).toMatchObject({ class: 'file-changed', confidence: 'medium' });
});
