import { LabError } from '@uringlab/schema';
import { describe, expect, test } from 'vitest';
import type { LaidOut } from '../scenario.ts';
import { blockOffsets, shuffle } from './block-offsets.ts';
import { listBugClasses } from './bug-classes.ts';
import { DEFAULT_SCENARIO, findScenario, SCENARIOS } from './catalogue.ts';

test('the default is in the catalogue, and names are unique', () => {
  expect(findScenario(DEFAULT_SCENARIO)).toBe(SCENARIOS[0]);
  expect(new Set(SCENARIOS.map(({ name }) => name)).size).toBe(SCENARIOS.length);
});

test('every scenario names where its class of fault is known from', () => {
  for (const { references } of SCENARIOS) expect(references.length).toBeGreaterThan(0);
});

test('every class of the table has a reference, every scenario is in one class, and no other is named', () => {
  const classes = listBugClasses();
  for (const { references } of classes) expect(references.length).toBeGreaterThan(0);
  const named = classes.flatMap(({ scenarios }) => scenarios);
  expect([...named].sort()).toEqual(SCENARIOS.map(({ name }) => name).sort());
});

test('a mixed load stays inside its files, in whole sectors, and direct reads in whole pages', async () => {
  const scenario = findScenario('clean-mixed-load');
  const options = { ...scenario.defaults, fileBytes: 1_048_576, seed: 3, passes: 1 };
  const files = scenario.layOut(options);
  const laidOut = { files, options, pageBytes: 4096 } as unknown as LaidOut;
  const { reads } = await scenario.arrange(laidOut);
  expect(reads.offset.length).toBeGreaterThan(16);
  for (const [index, offset] of reads.offset.entries()) {
    const { bytes, direct = false } = files[reads.file[index] ?? -1] ?? { bytes: 0 };
    const length = reads.length[index] ?? 0;
    const unit = direct ? 4096 : 512;
    expect([offset % unit, length % unit]).toEqual([0, 0]);
    expect(length).toBeGreaterThan(0);
    expect(length).toBeLessThanOrEqual(options.blockBytes);
    expect(offset + length).toBeLessThanOrEqual(bytes);
  }
  expect((await scenario.arrange(laidOut)).reads).toEqual(reads);
});

test('an unknown name is refused with the names there are', () => {
  expect(() => findScenario('no-such')).toThrow(LabError);
  expect(() => findScenario('no-such')).toThrow(
    expect.objectContaining({ hint: expect.stringContaining('eof-tail') }),
  );
});

describe.each(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))('%s', (_, scenario) => {
  const options = { ...scenario.defaults, seed: 1, passes: 1 };

  test('lays out files of at least a byte, whatever the sizes', () => {
    for (const { fileBytes, blockBytes } of [
      options,
      { fileBytes: 4096, blockBytes: 65_536 },
      { fileBytes: 1, blockBytes: 4096 },
    ]) {
      const files = scenario.layOut({ ...options, fileBytes, blockBytes });
      expect(files.length).toBeGreaterThan(0);
      expect(files.every(({ bytes }) => Number.isSafeInteger(bytes) && bytes > 0)).toBe(true);
      expect(new Set(files.map(({ name }) => name)).size).toBe(files.length);
    }
  });
});

test('the tails of eof-tail never are a whole block', () => {
  for (const blockBytes of [4096, 8192, 65_536]) {
    const files = findScenario('eof-tail').layOut({
      fileBytes: 262_144,
      blockBytes,
      depth: 1,
      seed: 1,
      passes: 1,
    });
    expect(files.filter(({ bytes }) => bytes % blockBytes === 0)).toEqual([]);
  }
});

test('the order of blocks is a permutation that the seed decides', () => {
  const offsets = blockOffsets(64 * 4096 + 5, 4096);
  expect(offsets).toHaveLength(64);
  expect(shuffle(offsets, 7)).toEqual(shuffle(offsets, 7));
  expect(shuffle(offsets, 7)).not.toEqual(shuffle(offsets, 8));
  expect(shuffle(offsets, 7).sort((a, b) => a - b)).toEqual(offsets);
});
