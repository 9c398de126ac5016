// Lines, JSON, columns and counts are written by native code, and tested by a native program: this builds and runs it.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const BUILD_MS = 9 * 60_000;
const sources = join(import.meta.dirname, '../native/test');
const build = mkdtempSync(join(tmpdir(), 'uring-strace-writers-'));
afterAll(() => rmSync(build, { recursive: true, force: true }));

function run(command: string, ...args: string[]): string {
  const { error, status, stdout, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    timeout: BUILD_MS,
    maxBuffer: 1 << 26,
  });
  expect(error).toBeUndefined();
  expect(`${status} ${stderr}`, stdout).toBe('0 ');
  return stdout;
}

test('lines, JSON, columns and counts are as expected', { timeout: BUILD_MS }, () => {
  const flags = 'CXXFLAGS=-O0 -Wall -Wextra -Werror';
  const printed = run('make', '-s', '-j2', '-C', sources, `BUILD=${build}`, flags);
  expect(printed).toMatch(/^\d+ checks, 0 failed\n$/);
});

test('JSON of every opcode reads as what was written, with each member once', () => {
  const lines = run(join(build, 'writers'), '--samples').trimEnd().split('\n');
  expect(lines).toHaveLength(256 * 3 * 2 + 1);
  for (const line of lines) {
    const escaped = JSON.stringify(JSON.parse(line)).replaceAll('\x7f', '\\u007f');
    expect(escaped).toBe(line);
  }
});
