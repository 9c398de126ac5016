import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Variables } from '../expand-value.ts';

export const FIXTURES = join(import.meta.dirname, '../../fixtures');

/** A machine that does not change. */
export const VARIABLES: Variables = {
  environment: { MEGABYTES: '2' },
  pageBytes: 4096,
  cpus: 2,
  memoryMegabytes: 1024,
};

/** A job file of this text, for the time of a test. */
export function writeJob(text: string | Uint8Array): string {
  const directory = mkdtempSync(join(tmpdir(), 'fio-job-test-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const file = join(directory, 'job.fio');
  writeFileSync(file, text);
  return file;
}
