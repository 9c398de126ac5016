import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';

const BUILT = join(import.meta.dirname, '../dist/bundle/node.js');

/** Why reports cannot be written by threads here; empty where they can. */
export const WHY_NOT = existsSync(BUILT) ? '' : 'the package is not built: pnpm build';
if (WHY_NOT !== '') console.warn(`trace-parser: tests of threads are skipped, ${WHY_NOT}`);

export interface ProgramResult {
  readonly status: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Writes a report in a process of its own, since threads run built programs, which the test runner cannot load. `write` is the body of a function
 * that is given a piece, and may return a promise.
 */
export function runReport(
  path: string,
  threads: { workers?: number; ahead?: boolean },
  write: string,
): ProgramResult {
  const program = `
    const { reportFiles } = await import(${JSON.stringify(BUILT)});
    const style = { plugins: true, raw: false, nanoseconds: true, latency: false, timeDifference: false };
    const damaged = await reportFiles({
      inputs: [{ path: ${JSON.stringify(path)}, timeOffset: 0n }], style, rawTime: false, selection: {}, filters: [],
      withoutHardIrq: false, withoutSoftIrq: false, ...${JSON.stringify(threads)},
    }, (piece) => { ${write} });
    process.stdout.write(damaged.length > 0 ? 'damaged\\n' : 'sound\\n');`;
  return spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'latin1',
    maxBuffer: 1 << 28,
    timeout: 60_000,
    env: { ...process.env, NODE_OPTIONS: '' },
  });
}

/** The text of a report. */
export function report(path: string, threads: { workers?: number; ahead?: boolean }): string {
  const { status, stdout, stderr } = runReport(
    path,
    threads,
    'return new Promise((resolve) => process.stdout.write(piece.slice(), resolve));',
  );
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return stdout;
}
