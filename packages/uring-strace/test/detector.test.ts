import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';

const PACKAGE = join(dirname(fileURLToPath(import.meta.url)), '..');
const SOURCE = join(PACKAGE, 'native', 'test', 'detector');
const PROGRAMS = join(PACKAGE, 'build', 'test', 'detector');
const BUILD_TIMEOUT = 300_000;

/** What the program printed, when it failed; empty otherwise. */
function failureOf(program: string, ...args: string[]): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8' });
  return status === 0 ? '' : `status ${status}\n${stdout}${stderr}${error?.message ?? ''}`;
}

beforeAll(() => {
  expect(failureOf('make', '-s', '-j2', '-C', SOURCE)).toBe('');
}, BUILD_TIMEOUT);

test.each(readdirSync(join(SOURCE, 'cases')))('%s', (file) => {
  expect(failureOf(join(PROGRAMS, 'run-cases'), join(SOURCE, 'cases', file))).toBe('');
});

test('a slow, plain judge comes to the same findings on random events', () => {
  expect(failureOf(join(PROGRAMS, 'compare-random'), '1', '400')).toBe('');
});
