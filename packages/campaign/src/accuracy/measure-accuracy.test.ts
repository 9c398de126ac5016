import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Accuracy, AccuracySchema, LabError } from '@uringlab/schema';
import { expect, test } from 'vitest';
import type { Executor, RunRequest } from '../executor/executor.ts';
import { ran, ScriptedExecutor, UNAVAILABLE } from '../testing/scripted-executor.ts';
import { inTemporaryDirectory } from '../testing/temporary-directory.ts';
import { LOADS, startLoad } from './background-load.ts';
import { measureAccuracy } from './measure-accuracy.ts';
import type { Subject } from './subject.ts';

const SUBJECTS: Subject[] = [
  {
    scenario: 'short',
    expected: { ignore: 'unhandled-short-read', strict: 'no-fault-found' },
    filesystems: ['xfs', 'ext4'],
    leastBlockBytes: 8192,
  },
  { scenario: 'device', expected: { ignore: 'lost-write' }, filesystems: ['xfs'], leastBlockBytes: 4096 },
];

function measure(
  out: string,
  executor: Executor,
  more: { runs?: number; signal?: AbortSignal } = {},
): Promise<Accuracy> {
  return measureAccuracy({
    subjects: SUBJECTS,
    filesystems: ['xfs', 'ext4'],
    runs: more.runs ?? 2,
    seed: 5,
    sizes: { leastBlocks: 8, mostBlocks: 64 },
    out,
    executor,
    lab: { name: 'uringlab', version: '0' },
    signal: more.signal ?? new AbortController().signal,
    onProgress: () => {},
  });
}

function isFaulty({ scenario }: RunRequest): boolean {
  return scenario.consumer === 'ignore';
}

test('every scenario, consumer and file system that there is, varied the same way by the same seed', () =>
  inTemporaryDirectory(async (out) => {
    const executor = new ScriptedExecutor((request) => ran(isFaulty(request)));
    const accuracy = await measure(join(out, 'first'), executor);
    expect(executor.requests).toHaveLength(2 * 5);
    for (const { scenario } of executor.requests) {
      const blocks = (scenario.fileBytes ?? 0) / (scenario.blockBytes ?? 1);
      expect(Number.isInteger(blocks) && blocks >= 8 && blocks <= 64).toBe(true);
      expect(scenario.blockBytes).toBeGreaterThanOrEqual(scenario.scenario === 'short' ? 8192 : 4096);
    }
    const again = new ScriptedExecutor((request) => ran(isFaulty(request)));
    await measure(join(out, 'second'), again);
    expect(again.requests.map(({ scenario }) => scenario)).toEqual(
      executor.requests.map(({ scenario }) => scenario),
    );
    expect(new Set(executor.requests.map(({ scenario }) => JSON.stringify(scenario))).size).toBeGreaterThan(
      5,
    );
    // The scripted fault is the short read: where a write was lost it is another.
    expect(accuracy).toMatchObject({ runs: 10, requests: 1000, cleanRuns: 4, cleanRequests: 400 });
    expect(accuracy.marks).toMatchObject({ right: 8, 'other-class': 2, 'false-alarm': 0, missed: 0 });
    expect(accuracy.confusion).toEqual([
      { expected: 'unhandled-short-read', found: [{ class: 'unhandled-short-read', runs: 4 }] },
      { expected: 'no-fault-found', found: [{ class: 'no-fault-found', runs: 4 }] },
      { expected: 'lost-write', found: [{ class: 'unhandled-short-read', runs: 2 }] },
    ]);
    const written = JSON.parse(await readFile(join(out, 'first', 'accuracy.json'), 'utf8'));
    expect(AccuracySchema.parse(written)).toEqual(accuracy);
  }));

test('a false alarm and a missed fault are told, with the run directories kept; the others are removed', () =>
  inTemporaryDirectory(async (out) => {
    const executor: Executor = {
      slots: 1,
      run: async (request) => {
        await mkdir(request.directory, { recursive: true });
        await writeFile(join(request.directory, 'run.json'), '');
        return ran(
          request.scenario.scenario === 'device'
            ? false
            : !(isFaulty(request) && request.filesystem === 'xfs'),
        );
      },
    };
    const accuracy = await measure(out, executor, { runs: 1 });
    expect(accuracy.marks).toMatchObject({ right: 1, 'not-shown': 1, missed: 1, 'false-alarm': 2 });
    expect(
      accuracy.deviations.map(({ mark, scenario, consumer, filesystem }) => [
        mark,
        scenario,
        consumer,
        filesystem,
      ]),
    ).toEqual([
      ['not-shown', 'short', 'ignore', 'xfs'],
      ['false-alarm', 'short', 'strict', 'xfs'],
      ['missed', 'device', 'ignore', 'xfs'],
      ['false-alarm', 'short', 'strict', 'ext4'],
    ]);
    for (const { directory, variant } of accuracy.deviations) {
      expect(existsSync(join(out, directory, 'run.json'))).toBe(true);
      expect(variant).toMatch(/^\d+ blocks of \d+ KiB, depth \d+, (?:not )?traced, load: /);
    }
    expect(existsSync(join(out, 'runs', 'host', 'ext4', 'short_ignore'))).toBe(false);
  }));

test('what cannot be run is told; a measurement that was stopped goes on, and ends when it is enough', () =>
  inTemporaryDirectory(async (out) => {
    const stop = new AbortController();
    const stopping = new ScriptedExecutor((request, index) => {
      if (index === 3) {
        stop.abort(new LabError('E_INTERRUPTED', 'stopped'));
        throw stop.signal.reason;
      }
      return request.scenario.scenario === 'device' ? UNAVAILABLE : ran(isFaulty(request));
    });
    await expect(measure(out, stopping, { runs: 3, signal: stop.signal })).rejects.toMatchObject({
      code: 'E_INTERRUPTED',
    });
    const rest = new ScriptedExecutor((request) => ran(isFaulty(request)));
    const accuracy = await measure(out, rest, { runs: 3 });
    expect(rest.requests).toHaveLength(15 - 2);
    expect(accuracy.runs).toBe(15);
    expect(accuracy.scenarios.every(({ notRun }) => notRun === null)).toBe(true);
  }));

test('a load ends when it is told to', async () => {
  for (const load of LOADS) await startLoad(load).stop();
});
