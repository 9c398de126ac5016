import { join } from 'node:path';
import { type Bisect, BisectSpecSchema, type ListSpec } from '@uringlab/schema';
import { expect, test } from 'vitest';
import type { Executor } from '../executor/executor.ts';
import { ran, ScriptedExecutor, UNAVAILABLE } from '../testing/scripted-executor.ts';
import { inTemporaryDirectory } from '../testing/temporary-directory.ts';
import { bisectList, listTask } from './bisect-list.ts';

const KERNELS = ['5.4', '5.5', '5.6', '5.7', '5.8'];

function spec(more: object = {}): ListSpec {
  return BisectSpecSchema.parse({ kernels: KERNELS, scenario: 'readahead-race', ...more }) as ListSpec;
}

function bisect(out: string, executor: Executor, of = spec()): Promise<Bisect> {
  return bisectList({
    task: listTask(of),
    out,
    executor,
    lab: { name: 'uringlab', version: '0' },
    signal: new AbortController().signal,
    onProgress: () => {},
  });
}

function isFrom(name: string, first: string): boolean {
  return KERNELS.indexOf(name) >= KERNELS.indexOf(first);
}

test('the kernel with which the fault came in is found, and every verdict is kept', () =>
  inTemporaryDirectory(async (out) => {
    const executor = new ScriptedExecutor(({ kernel }) => ran(isFrom(kernel.name, '5.6')));
    const { result, steps, baseline } = await bisect(out, executor);
    expect(result).toEqual({ lastGood: '5.5', firstBad: '5.6', between: [] });
    expect(baseline).toMatchObject({ runs: { hits: 3, total: 3 }, operations: { hits: 3, total: 300 } });
    expect(steps.map(({ kernel, verdict, runs }) => [kernel.name, verdict, runs.length])).toEqual([
      ['5.8', 'bad', 3],
      // 3 of 3 runs may be a rate of 0.44, and 3 of 300 operations one of 0.0034: 878 operations.
      ['5.4', 'good', 9],
      ['5.6', 'bad', 1],
      ['5.5', 'good', 9],
    ]);
  }));

test('a fault that shows in every third run is not taken for gone after two runs without it', () =>
  inTemporaryDirectory(async (out) => {
    const counts = new Map<string, number>();
    const executor = new ScriptedExecutor(({ kernel }) => {
      const count = (counts.get(kernel.name) ?? 0) + 1;
      counts.set(kernel.name, count);
      return ran(isFrom(kernel.name, '5.7') && count % 3 === 0);
    });
    const { result, steps } = await bisect(out, executor, spec({ baselineRuns: 12, maximumRuns: 40 }));
    expect(result).toEqual({ lastGood: '5.6', firstBad: '5.7', between: [] });
    expect(steps.find(({ kernel }) => kernel.name === '5.7')?.runs).toHaveLength(3);
    expect(steps.find(({ kernel }) => kernel.name === '5.6')?.runs).toHaveLength(24);
  }));

test('a kernel that does not boot is gone round, and named', () =>
  inTemporaryDirectory(async (out) => {
    const executor = new ScriptedExecutor(({ kernel }) =>
      kernel.name === '5.6' ? UNAVAILABLE : ran(isFrom(kernel.name, '5.6')),
    );
    const { result } = await bisect(out, executor);
    expect(result).toEqual({ lastGood: '5.5', firstBad: '5.7', between: ['5.6'] });
  }));

test('goes on where it was stopped', () =>
  inTemporaryDirectory(async (out) => {
    const dying = new ScriptedExecutor(({ kernel }, index) => {
      if (index === 14) throw new Error('the machine went down');
      return ran(isFrom(kernel.name, '5.6'));
    });
    await expect(bisect(out, dying)).rejects.toThrow('the machine went down');
    const rest = new ScriptedExecutor(({ kernel }) => ran(isFrom(kernel.name, '5.6')));
    const { result } = await bisect(out, rest);
    expect(result?.firstBad).toBe('5.6');
    expect(dying.requests.length - 1 + rest.requests.length).toBe(22);
    expect(rest.requests.every(({ directory }) => directory.startsWith(join(out, 'runs')))).toBe(true);
  }));

test('ends that are not good and bad are told', () =>
  inTemporaryDirectory(async (out) => {
    const never = new ScriptedExecutor(() => ran(false));
    await expect(bisect(join(out, 'a'), never, spec({ maximumRuns: 5 }))).rejects.toMatchObject({
      code: 'E_BISECT',
      message: '5.8 is said to be bad, and showed no fault in 5 runs',
    });
    const always = new ScriptedExecutor(() => ran(true));
    await expect(bisect(join(out, 'b'), always)).rejects.toMatchObject({
      code: 'E_BISECT',
      message: '5.4 is said to be good, and has the fault',
    });
    const broken = new ScriptedExecutor(() => UNAVAILABLE);
    await expect(bisect(join(out, 'c'), broken)).rejects.toMatchObject({ code: 'E_BISECT' });
  }));

test('a fault too rare for the runs allowed is told before time is spent on good kernels', () =>
  inTemporaryDirectory(async (out) => {
    const rare = new ScriptedExecutor((_, index) => ran(index === 19));
    await expect(bisect(out, rare, spec({ baselineRuns: 20, maximumRuns: 30 }))).rejects.toMatchObject({
      code: 'E_BISECT',
      message: expect.stringContaining(
        'runs without it are needed to call a kernel good, and 30 are allowed',
      ),
    });
    expect(rare.requests).toHaveLength(20);
  }));

test("another bisection's directory is refused", () =>
  inTemporaryDirectory(async (out) => {
    const executor = new ScriptedExecutor(({ kernel }) => ran(isFrom(kernel.name, '5.6')));
    await bisect(out, executor);
    await expect(bisect(out, executor, spec({ filesystem: 'ext4' }))).rejects.toMatchObject({
      code: 'E_USAGE',
    });
  }));
