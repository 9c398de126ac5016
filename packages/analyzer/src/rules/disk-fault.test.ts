import { fileURLToPath } from 'node:url';
import { type Mismatch, type RunContents, readRunContents, type SectorRange } from '@uringlab/schema';
import { beforeEach, expect, test } from 'vitest';
import { findCause } from '../analyze-run.ts';

const DIRECTORY = fileURLToPath(new URL('../../fixtures/recorded-nowait', import.meta.url));
const WRITE_BYTES = 65_536;

let recorded: RunContents;

beforeEach(async () => {
  recorded = await readRunContents(DIRECTORY);
});

/** The recorded reads as if the direct look had brought these ranges, one list a mismatch, all else being right. */
function withOnDisk(ranges: readonly SectorRange[][], writeBytes?: number): RunContents {
  const { run } = recorded;
  const mismatches = recorded.mismatches.slice(0, ranges.length).map((mismatch, index): Mismatch => {
    const look = { result: WRITE_BYTES, right: false, ranges: ranges[index] ?? [] };
    return { ...mismatch, looks: { ...mismatch.looks, buffered: look, direct: look } };
  });
  const scenario = { ...run.scenario, ...(writeBytes === undefined ? {} : { writeBytes }) };
  return { ...recorded, run: { ...run, scenario }, mismatches };
}

function old(start: number, end: number): SectorRange {
  return { start, end, class: 'old-generation' };
}

function dataOf(offset: number): SectorRange {
  return { start: 0, end: WRITE_BYTES, class: 'other-offset', origin: { file: 0, offset, generation: 1 } };
}

const RIGHT: SectorRange = { start: 0, end: 32_768, class: 'right' };

async function classOf(contents: RunContents): Promise<string> {
  return (await findCause(contents)).verdict.class;
}

test('whole writes that are missing are lost, parts of them torn', async () => {
  expect(await classOf(withOnDisk([[old(0, WRITE_BYTES)]], WRITE_BYTES))).toBe('lost-write');
  expect(await classOf(withOnDisk([[RIGHT, old(32_768, WRITE_BYTES)]], WRITE_BYTES))).toBe('torn-write');
  expect(await classOf(withOnDisk([[RIGHT, old(32_768, WRITE_BYTES)]], 32_768))).toBe('lost-write');
});

test('where it is not known what the writes were, lost and torn are not told apart', async () => {
  expect(await classOf(withOnDisk([[old(0, WRITE_BYTES)]]))).toBe('wrong-data-on-disk');
  expect(await classOf(withOnDisk([[old(0, WRITE_BYTES)]], 3 * 4096))).toBe('wrong-data-on-disk');
});

test('data of another place is misdirected when its own place lacks it, and else a copy that nobody explains', async () => {
  const [first, second] = recorded.mismatches;
  const missing = withOnDisk([[dataOf(second?.offset ?? 0)], [old(0, WRITE_BYTES)]], WRITE_BYTES);
  expect(await classOf(missing)).toBe('misdirected-write');
  const copied = withOnDisk([[dataOf((first?.offset ?? 0) + 10 * WRITE_BYTES)]], WRITE_BYTES);
  expect(await classOf(copied)).toBe('wrong-data-on-disk');
});

test('of several kinds none is the verdict', async () => {
  const mixed = withOnDisk([[old(0, WRITE_BYTES)], [RIGHT, old(32_768, WRITE_BYTES)]], WRITE_BYTES);
  expect(await classOf(mixed)).toBe('wrong-data-on-disk');
  const torn = withOnDisk([[{ start: 0, end: WRITE_BYTES, class: 'torn' }]], WRITE_BYTES);
  expect(await classOf(torn)).toBe('wrong-data-on-disk');
});
