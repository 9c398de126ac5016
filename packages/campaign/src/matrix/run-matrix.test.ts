import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError, type Matrix, MatrixSchema, MatrixSpecSchema } from '@uringlab/schema';
import { describe, expect, test } from 'vitest';
import type { Executor } from '../executor/executor.ts';
import { ran, ScriptedExecutor, UNAVAILABLE } from '../testing/scripted-executor.ts';
import { inTemporaryDirectory } from '../testing/temporary-directory.ts';
import { runMatrix } from './run-matrix.ts';

const SPEC = MatrixSpecSchema.parse({
  kernels: ['host', { name: 'lab on', vm: 'lab-5.10', append: 'io_uring.lab_no_short_retry=1' }],
  filesystems: ['xfs', 'ext4'],
  scenarios: ['eof-tail', { scenario: 'eof-tail', name: 'small', fileBytes: 65536, consumer: 'strict' }],
  repetitions: 2,
  seed: 7,
});

function run(
  out: string,
  executor: Executor,
  options: { spec?: typeof SPEC; signal?: AbortSignal } = {},
): Promise<Matrix> {
  return runMatrix({
    spec: options.spec ?? SPEC,
    out,
    executor,
    lab: { name: 'uringlab', version: '0' },
    signal: options.signal ?? new AbortController().signal,
    onProgress: () => {},
  });
}

describe('a matrix', () => {
  test('has every cell run as often as was asked for, each with a seed and a directory of its own', () =>
    inTemporaryDirectory(async (out) => {
      const executor = new ScriptedExecutor(() => ran(false));
      const matrix = await run(out, executor);
      expect(matrix.cells).toHaveLength(8);
      expect(matrix.cells.map(({ runs }) => runs.map(({ seed }) => seed))).toEqual(
        Array.from({ length: 8 }, () => [7, 8]),
      );
      expect(new Set(executor.requests.map(({ directory }) => directory)).size).toBe(16);
      // Every cell is seen once before any is seen twice.
      expect(executor.requests.slice(0, 8).every(({ seed }) => seed === 7)).toBe(true);
      expect(MatrixSchema.parse(JSON.parse(await readFile(join(out, 'matrix.json'), 'utf8')))).toEqual(
        matrix,
      );
    }));

  test('does not repeat what was run, also with more repetitions', () =>
    inTemporaryDirectory(async (out) => {
      await run(out, new ScriptedExecutor(() => ran(false)));
      const again = new ScriptedExecutor(() => ran(true));
      await run(out, again);
      expect(again.requests).toEqual([]);
      const matrix = await run(out, again, { spec: { ...SPEC, repetitions: 3 } });
      expect(again.requests.map(({ seed }) => seed)).toEqual(Array.from({ length: 8 }, () => 9));
      expect(matrix.cells[0]?.runs.map(({ fault }) => fault)).toEqual([false, false, true]);
    }));

  test('keeps what cannot be run apart, asks once, and tries again the next time', () =>
    inTemporaryDirectory(async (out) => {
      const without = new ScriptedExecutor(({ kernel }) => (kernel.vm === null ? ran(true) : UNAVAILABLE));
      const first = await run(out, without);
      expect(without.requests).toHaveLength(4 * 2 + 4);
      expect(
        first.cells
          .filter(({ notRun }) => notRun !== null)
          .map(({ kernel, runs }) => [kernel.name, runs.length]),
      ).toEqual(Array.from({ length: 4 }, () => ['lab on', 0]));
      const second = await run(out, new ScriptedExecutor(() => ran(false)));
      expect(second.cells.every(({ notRun, runs }) => notRun === null && runs.length === 2)).toBe(true);
    }));

  test('goes on after it was stopped, and half a run is made again', () =>
    inTemporaryDirectory(async (out) => {
      const stop = new AbortController();
      const stopping = new ScriptedExecutor((_, index) => {
        if (index === 2) {
          stop.abort(new LabError('E_INTERRUPTED', 'stopped'));
          throw stop.signal.reason;
        }
        return ran(false);
      });
      await expect(run(out, stopping, { signal: stop.signal })).rejects.toMatchObject({
        code: 'E_INTERRUPTED',
      });
      const half = stopping.requests[2]?.directory ?? '';
      await mkdir(half, { recursive: true });
      await writeFile(join(half, 'half'), '');
      const rest = new ScriptedExecutor(() => ran(false));
      const matrix = await run(out, rest);
      expect(rest.requests).toHaveLength(14);
      expect(matrix.cells.flatMap(({ runs }) => runs)).toHaveLength(16);
      expect(await readdir(half).catch(() => [])).toEqual([]);
    }));

  test('uses as many slots as the executor has', () =>
    inTemporaryDirectory(async (out) => {
      let under = 0;
      let most = 0;
      let open: () => void = () => {};
      const threeAreUnderWay = new Promise<void>((resolve) => {
        open = resolve;
      });
      const executor: Executor = {
        slots: 3,
        run: async () => {
          most = Math.max(most, ++under);
          if (under === 3) open();
          await threeAreUnderWay;
          under--;
          return ran(false);
        },
      };
      const matrix = await run(out, executor);
      expect(most).toBe(3);
      expect(matrix.cells.flatMap(({ runs }) => runs)).toHaveLength(16);
    }));

  test('refuses a spec that no longer has cells with runs', () =>
    inTemporaryDirectory(async (out) => {
      await run(out, new ScriptedExecutor(() => ran(false)));
      const spec = { ...SPEC, filesystems: ['ext4' as const] };
      await expect(run(out, new ScriptedExecutor(() => ran(false)), { spec })).rejects.toMatchObject({
        code: 'E_USAGE',
      });
    }));
});
