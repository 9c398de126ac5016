import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { describeArtifact, readRun, readRunContents, writeRun } from './run-directory.ts';
import { readRunParts } from './run-parts.ts';

const RECORDED = fileURLToPath(new URL('../../analyzer/fixtures/recorded-race', import.meta.url));

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'uringlab-test-'));
  await cp(RECORDED, directory, { recursive: true });
});

afterEach(() => rm(directory, { recursive: true }));

test('of a whole run nothing is missing', async () => {
  expect(await readRunParts(directory)).toEqual({ ...(await readRunContents(directory)), absent: [] });
});

test.each([
  ['ops.arrow', 'ops', 'the requests and their results are not known'],
  [
    'mismatches.jsonl',
    'mismatches',
    'what the wrong buffers held, and what page cache and disk held there, is not known',
  ],
  ['trace.dat', 'trace', "the kernel's side of the requests is not shown"],
  ['dmesg.txt', 'dmesg', 'what the kernel logged is not known'],
] as const)('%s, missing or damaged, is told, and the rest is there', async (name, part, lost) => {
  const path = join(directory, name);
  const bytes = await readFile(path);
  await writeFile(path, Buffer.concat([bytes, Buffer.from('more')]));
  const damaged = await readRunParts(directory);
  expect(damaged[part]).toBeNull();
  expect(damaged.absent).toEqual([
    `${name} is damaged (${name} is not the file that run.json describes): ${lost}.`,
  ]);
  await rm(path);
  const { absent, ...rest } = await readRunParts(directory);
  expect(absent).toEqual([`${name} is missing: ${lost}.`]);
  const whole = ['run', 'ops', 'mismatches', 'trace', 'dmesg'].filter((other) => other !== part);
  expect(
    Object.entries(rest)
      .flatMap(([key, value]) => (value === null ? [] : [key]))
      .sort(),
  ).toEqual(whole.sort());
});

test('a file that run.json describes and that is none of its kind is damaged', async () => {
  await writeFile(join(directory, 'mismatches.jsonl'), 'no line of it\n');
  const run = await readRun(directory);
  const fresh = await describeArtifact(directory, 'mismatches.jsonl');
  const artifacts = run.artifacts.map((artifact) => (artifact.name === fresh.name ? fresh : artifact));
  await writeRun(directory, { ...run, artifacts });
  const parts = await readRunParts(directory);
  expect(parts.mismatches).toBeNull();
  expect(parts.absent?.[0]).toContain('mismatches.jsonl is damaged (mismatches.jsonl, line 1');
});

test('without run.json there is no run', async () => {
  await rm(join(directory, 'run.json'));
  await expect(readRunParts(directory)).rejects.toMatchObject({ code: 'E_RUN_DAMAGED' });
});
