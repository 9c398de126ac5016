import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeReport } from '@uringlab/report';

const RECORDED = fileURLToPath(new URL('../../fixtures/run', import.meta.url));

export const LAB = { name: 'uringlab', version: '0.1.0' };

/** A directory for one test, gone when `use` is done. */
export async function inTemporaryDirectory<T>(use: (directory: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'delivery-test-'));
  try {
    return await use(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** The same with a copy of the recorded run in it, whose report is written. */
export function withRun<T>(use: (run: string, directory: string) => Promise<T>): Promise<T> {
  return inTemporaryDirectory(async (directory) => {
    const run = join(directory, 'run');
    await cp(RECORDED, run, { recursive: true });
    await writeReport(run);
    return use(run, directory);
  });
}
