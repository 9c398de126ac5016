import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { inTemporaryDirectory, lab } from './lab.ts';

const FIXTURES = fileURLToPath(new URL('../../../packages/trace-parser/fixtures/', import.meta.url));
const HEALTHY = join(FIXTURES, 'uring-xfs-v7.dat.gz');
const TEXT = join(FIXTURES, 'bugzilla-208827.txt');

test.each([
  [['report', 'no-such-file'], 'E_PATH', 'does not exist'],
  [['info', '/proc'], 'E_PATH', 'is a directory'],
  [['check', '/dev/null'], 'E_TRACE_UNREADABLE', ''],
  [['report', '/etc/hostname'], 'E_TRACE_UNREADABLE', ''],
  [['report', HEALTHY, '-F', 'io_uring_complete:rse == 1'], 'E_FILTER', 'res'],
  [['report', HEALTHY, '-F', 'io_uring_complete:res =='], 'E_FILTER', ''],
  [['report', HEALTHY, '-e', 'io_uring_compelte'], 'E_FILTER', 'io_uring_complete'],
  [['export', HEALTHY, '--format', 'jsonl', '-o', '-', '-e', 'nothing'], 'E_FILTER', 'nothing'],
  [['report', HEALTHY, '--cpu', 'two'], 'E_USAGE', '0,2-3'],
  [['report', HEALTHY, '--cpu', '3-1'], 'E_USAGE', '0,2-3'],
  [['report', HEALTHY, '--from', 'noon'], 'E_USAGE', '1012.317287'],
  [['report', HEALTHY, '--from', '2', '--to', '1'], 'E_USAGE', '--from is not before --to'],
  [['report', '--ts-offset', '5', HEALTHY], 'E_USAGE', 'behind the -i'],
  [['report', '-', '-i', '-'], 'E_USAGE', 'once'],
  [['report', TEXT, '-R'], 'E_TRACE_UNREADABLE', 'raw fields'],
  [['report', ''], 'E_USAGE', 'a path is expected'],
  [['export', HEALTHY, '--format', 'ctf', '-o', 'x'], 'E_USAGE', 'perfetto'],
  [['export', HEALTHY, '-o', 'x'], 'E_USAGE', '--format'],
  [['export', HEALTHY, '--format', 'arrow', '-o', '-'], 'E_USAGE', 'directory'],
  [['export', TEXT, '--format', 'dat', '-o', 'x'], 'E_USAGE', 'text'],
  [['repair', HEALTHY], 'E_USAGE', '--out'],
  [['repair', HEALTHY, '-o', '/nowhere/x'], 'E_PATH', '/nowhere/x'],
  [['frobnicate'], 'E_USAGE', 'unknown command'],
])('trace %j is refused with a code, a sentence and status 2', async (args, code, words) => {
  await inTemporaryDirectory(async (directory) => {
    const { status, stdout, stderr } = await lab(['trace', ...args], { cwd: directory });
    expect(stderr).toMatch(new RegExp(`^uringlab: ${code}: `));
    expect(stderr).toContain(words);
    expect(stdout).toBe('');
    expect(status).toBe(2);
    expect(readdirSync(directory)).toEqual([]);
  });
});
