import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inTemporaryDirectory, isRoot, lab, listLeftovers } from './lab.ts';
import { hasFio, prepareFio } from './strace-target.ts';

const canRecord = isRoot && hasFio;
if (!canRecord) console.warn('skipped: requests by trace events need root and fio');
const recording = canRecord ? test : test.skip;

const LINE =
  /^\[\d+\] \d+\.\d{6} [A-Z_]+\(\?, user_data=0x[0-9a-f]+\) = -?\w+ <[\d.]+(?:us|ms|s)>(?: \[[a-z-]+\])*$/;

recording('every request of a fio job becomes a line, and the counts agree', async () => {
  await inTemporaryDirectory(async (directory) => {
    const job = await prepareFio(directory);
    const out = join(directory, 'lines');
    const { status, stderr } = await lab(['strace', '--events', '-o', out, '--', ...job.command]);
    expect(status, stderr).toBe(0);
    expect(stderr).toContain('events of tracefs instead, without offset, length, address and path');
    const lines = (await readFile(out, 'utf8')).trimEnd().split('\n');
    expect(lines.pop()).toBe('--- 64 requests, short ones not judged, 0 records lost');
    for (const line of lines) expect(line).toMatch(LINE);
    expect(lines.filter((line) => line.includes(' READ(?, '))).toHaveLength((await job.countIssued()).reads);
    expect(lines.filter((line) => line.includes(' = 16384 '))).toHaveLength(64);
    expect(await listLeftovers(directory)).toEqual([]);
  });
});

recording('JSON: every line parses, and children are followed', async () => {
  await inTemporaryDirectory(async (directory) => {
    const job = await prepareFio(directory, ['--thread=0']);
    const script = `${job.command.join(' ')}; exit 7`;
    const { status, stdout } = await lab(['strace', '--events', '--json', '-o', '-', 'sh', '-c', script]);
    expect(status).toBe(7);
    const objects = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(objects.pop()).toMatchObject({ type: 'end', completed: 64, lost: 0, short: null, exit_code: 7 });
    expect(objects).toHaveLength(64);
    for (const object of objects)
      expect(object).toMatchObject({ type: 'request', source: 'events', op: 'READ', result: 16384 });
  });
});

recording('short reads cannot be judged: --exit-code says so', async () => {
  const { status, stderr } = await lab(['strace', '--events', '--exit-code', '--', 'true']);
  expect(status).toBe(125);
  expect(stderr).toContain('--- 0 requests, short ones not judged');
});

recording.each([
  ['exit 0', 0],
  ['exit 9', 9],
  ['kill -TERM $$', 143],
])('the status of the command is passed on: %s', async (script, expected) => {
  expect((await lab(['strace', '--events', '-q', 'sh', '-c', script])).status).toBe(expected);
});

recording.each([
  [['--', '/no/such/program'], 127, 'E_COMMAND_MISSING'],
  [['--', '/etc/passwd'], 126, 'E_COMMAND_REFUSED'],
  [['-p', '4194303'], 2, 'E_PROCESS'],
  [['-P', '/x', '--', 'true'], 2, 'E_USAGE: -P needs what only BPF can tell'],
  [['--arrow', '/x', '--', 'true'], 2, 'E_USAGE: --arrow needs'],
])('%j is refused', async (args, expected, words) => {
  await inTemporaryDirectory(async (directory) => {
    const { status, stdout, stderr } = await lab(['strace', '--events', ...args], { cwd: directory });
    expect(status).toBe(expected);
    expect(stdout).toBe('');
    expect(stderr).toContain(words);
    expect(await listLeftovers(directory)).toEqual([]);
  });
});
