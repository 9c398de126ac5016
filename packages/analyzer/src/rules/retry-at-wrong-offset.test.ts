import { fileURLToPath } from 'node:url';
import { type Mismatch, OP_OUTCOME, type RunContents, readRunContents, type Verdict } from '@uringlab/schema';
import { beforeEach, expect, test } from 'vitest';
import { findCause } from '../analyze-run.ts';

const DIRECTORY = fileURLToPath(new URL('../../fixtures/recorded-nowait', import.meta.url));
const DONE = 4096;
const BLOCK_BYTES = 65_536;

/** The recorded short reads, none of them at the front of the file, as if the rest had been asked for and had arrived. */
let recorded: RunContents;

beforeEach(async () => {
  recorded = await readRunContents(DIRECTORY);
  const { ops } = recorded;
  ops.attempts.fill(2);
  ops.lastResult.fill(BLOCK_BYTES - DONE);
  ops.total.fill(BLOCK_BYTES);
  ops.offset.forEach((offset, row) => {
    ops.offset[row] = offset + BigInt(BLOCK_BYTES);
  });
});

/** Every mismatch with the rest asked for at `asked`, and data of `found` in the buffer behind the count. */
function withRest(
  asked: (offset: number) => number,
  found: (offset: number) => number,
  rows = recorded.mismatches.length,
): RunContents {
  const mismatches = recorded.mismatches.slice(0, rows).map((mismatch): Mismatch => {
    const { file } = mismatch;
    const offset = mismatch.offset + BLOCK_BYTES;
    const origin = { file, offset: found(offset), generation: 1 };
    const ring = {
      ...mismatch.looks.ring,
      ranges: [
        { start: 0, end: DONE, class: 'right' as const },
        { start: DONE, end: BLOCK_BYTES, class: 'other-offset' as const, origin },
      ],
    };
    const rest = { position: DONE, offset: asked(offset) };
    return { ...mismatch, offset, total: BLOCK_BYTES, rest, looks: { ...mismatch.looks, ring } };
  });
  return { ...recorded, mismatches };
}

async function verdictOf(contents: RunContents): Promise<Verdict> {
  return (await findCause(contents)).verdict;
}

test('the rest asked for at the count: the application, with the reason why the read was short', async () => {
  const verdict = await verdictOf(
    withRest(
      () => DONE,
      () => DONE,
    ),
  );
  expect(verdict).toMatchObject({
    class: 'retry-at-wrong-offset',
    culprit: 'application',
    trigger: 'nowait-partly-cached',
    confidence: 'certain',
    pageCacheRight: true,
    diskRight: true,
    fault: true,
    fixedBy: null,
  });
  expect(verdict.alternatives).toContainEqual({
    claim: 'The buffer holds wrong bytes inside the count that the ring returned',
    excludedBy: 'in 4 of 4 failing buffers the kernel put what lies at the offset that it was asked for',
  });
});

test('the rest asked for at the right place, and data of another one: not the application', async () => {
  const verdict = await verdictOf(
    withRest(
      (offset) => offset + DONE,
      () => DONE,
    ),
  );
  expect(verdict).toMatchObject({ class: 'wrong-data-in-buffer', culprit: 'unknown' });
  expect(verdict.alternatives).toContainEqual({
    claim: 'The application asks for the rest of a short read at a wrong offset',
    excludedBy:
      'the rest of all 4 failing reads looked at that came back short was asked for where they stopped',
  });
});

test('data of a third place is not what the application asked for', async () => {
  const verdict = await verdictOf(
    withRest(
      () => DONE,
      () => 10 * BLOCK_BYTES,
    ),
  );
  expect(verdict).toMatchObject({ class: 'wrong-data-in-buffer', culprit: 'unknown' });
  expect(verdict.unknowns).toContainEqual(
    expect.stringContaining('at another offset than where they stopped'),
  );
});

test('one read that it does not explain is enough to look elsewhere', async () => {
  const contents = withRest(
    () => DONE,
    () => DONE,
  );
  const [first] = contents.mismatches;
  if (first?.rest === undefined) throw new Error('no mismatch was recorded');
  first.rest.offset = first.offset + DONE;
  const verdict = await verdictOf(contents);
  expect(verdict).toMatchObject({ class: 'wrong-data-in-buffer', culprit: 'unknown' });
  expect(verdict.sentence).toMatch(/^1 of 4 reads .*; of 3 more the rest was asked for at a wrong offset\.$/);
});

test('of reads that were not kept nobody knows what was asked for', async () => {
  const none = withRest(
    () => DONE,
    () => DONE,
    0,
  );
  expect(await verdictOf(none)).toMatchObject({
    class: 'not-enough-evidence',
    culprit: 'unknown',
    fault: null,
  });
  const one = withRest(
    () => DONE,
    () => DONE,
    1,
  );
  expect(await verdictOf(one)).toMatchObject({ class: 'retry-at-wrong-offset', culprit: 'application' });
  // Not kept, and whole at once: what was asked for afterwards explains nothing.
  one.ops.attempts[3] = 1;
  one.ops.result[3] = BLOCK_BYTES;
  expect(await verdictOf(one)).toMatchObject({ class: 'not-enough-evidence', culprit: 'unknown' });
});

test('at the end of the file the trigger is that', async () => {
  const contents = withRest(
    () => DONE,
    () => DONE,
    1,
  );
  const [file] = contents.run.files;
  const [mismatch] = contents.mismatches;
  if (file === undefined || mismatch === undefined) throw new Error('nothing was recorded');
  contents.ops.outcome.fill(OP_OUTCOME.right);
  contents.ops.outcome[mismatch.row] = OP_OUTCOME.mismatch;
  file.bytes = mismatch.offset + DONE;
  expect(await verdictOf(contents)).toMatchObject({ class: 'retry-at-wrong-offset', trigger: 'end-of-file' });
});
