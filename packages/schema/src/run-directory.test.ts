import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { encodeOps, OPS_COLUMN_TYPES, type OpsColumns } from './ops-table.ts';
import type { Run } from './run.ts';
import { describeArtifact, readRun, readRunContents, writeRun } from './run-directory.ts';

const COLUMNS = Object.fromEntries(
  Object.entries(OPS_COLUMN_TYPES).map(([name, Type]) => [name, new Type(4)]),
) as unknown as OpsColumns;

let directory: string;

const RUN: Omit<Run, 'artifacts'> = {
  format: 'uringlab-run',
  version: 1,
  id: '0123456789abcdef',
  createdAt: '2026-11-22T14:00:00.000Z',
  lab: { name: 'uringlab', version: '0.1.0' },
  scenario: {
    name: 'nowait-page-boundary',
    title: 'a title',
    expected: 'unhandled-short-read',
    seed: 1,
    blockBytes: 65_536,
    requestFlags: ['RWF_NOWAIT'],
    cacheState: 'dropped',
  },
  consumer: 'ignore',
  environment: {
    kernelVersion: 'Linux version 6.18',
    release: '6.18',
    machine: 'x86_64',
    distribution: 'Debian',
    taint: 0,
    cpus: 2,
    cpuModel: 'a processor',
    memoryBytes: 1,
    pageBytes: 4096,
    root: true,
    node: 'v20',
    liburing: '2.3',
    bootId: 'b',
  },
  testbed: {
    kind: 'loop',
    filesystem: 'xfs',
    mountOptions: 'rw',
    device: { major: 7, minor: 0 },
    fileDevice: { major: 7, minor: 0 },
    logicalBlockBytes: 512,
  },
  files: [],
  phases: [],
  mismatchesRecorded: 0,
  peers: [],
  capture: { trace: null, missing: ['not asked for'], clock: 'mono', events: [], cpus: [] },
};

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'uringlab-test-'));
  await writeFile(join(directory, 'ops.arrow'), encodeOps(COLUMNS));
  await writeFile(join(directory, 'mismatches.jsonl'), '');
  await writeFile(join(directory, 'dmesg.txt'), '[    1.000000] a line\n');
  const names = ['ops.arrow', 'mismatches.jsonl', 'dmesg.txt'];
  const artifacts = await Promise.all(names.map((name) => describeArtifact(directory, name)));
  await writeRun(directory, { ...RUN, artifacts });
});

afterEach(() => rm(directory, { recursive: true }));

test('a whole run is read back', async () => {
  const contents = await readRunContents(directory);
  expect(contents.ops).toEqual(COLUMNS);
  expect(contents.trace).toBeNull();
  expect(contents.dmesg).toBe('[    1.000000] a line\n');
});

test.each(['ops.arrow', 'dmesg.txt'])('a changed byte of %s is found by its sha256', async (name) => {
  const path = join(directory, name);
  const bytes = await readFile(path);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  await writeFile(path, bytes);
  await expect(readRunContents(directory)).rejects.toMatchObject({
    code: 'E_RUN_DAMAGED',
    message: expect.stringContaining(name),
    hint: expect.stringContaining('expected sha256'),
  });
});

test('a missing file is named', async () => {
  await rm(join(directory, 'mismatches.jsonl'));
  await expect(readRunContents(directory)).rejects.toMatchObject({
    code: 'E_RUN_DAMAGED',
    message: expect.stringContaining('mismatches.jsonl'),
  });
});

test('a run.json of another version, with unknown keys, or cut short is refused', async () => {
  const path = join(directory, 'run.json');
  const text = await readFile(path, 'utf8');
  for (const damaged of [
    text.replace('"version": 1', '"version": 2'),
    text.replace('{', '{"more": 1,'),
    text.slice(0, -20),
    '',
  ]) {
    await writeFile(path, damaged);
    await expect(readRun(directory)).rejects.toMatchObject({ code: 'E_RUN_DAMAGED' });
  }
});
