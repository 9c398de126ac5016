import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { inTemporaryDirectory, lab } from './lab.ts';
import { canUseBpf, Programs } from './strace-target.ts';

if (!canUseBpf) console.warn('skipped: uringlab strace needs root and BTF');
const tracing = canUseBpf ? test : test.skip;

const programs = new Programs();
afterAll(() => programs.remove());

/** The lines of a program of packages/uring-strace/test/programs, without thread, time and latency. */
async function linesOf(name: string, ...args: string[]): Promise<{ lines: string[]; end: string }> {
  return await inTemporaryDirectory(async (directory) => {
    const command = [programs.build(name), join(directory, 'file'), ...args];
    const { status, stderr } = await lab(['strace', '--no-time', '--no-latency', '--', ...command]);
    expect(status, stderr).toBe(0);
    const lines = stderr
      .trimEnd()
      .split('\n')
      .map((line) => line.replace(/^\[\d+\] /, '').replace(/0x[0-9a-f]{6,}/g, 'ADDRESS'));
    return { lines, end: lines.pop() as string };
  });
}

tracing('a short read breaks its chain: what is cancelled says why', async () => {
  const { lines } = await linesOf('chain-broken');
  expect(lines.map((line) => line.replace(/^READ\(.*\)/, 'READ(...)'))).toEqual([
    'READ(...) = 4096 SHORT 61440 missing, end of file [link]',
    'NOP() = -ECANCELED (Operation canceled) [link] [after-link] [chain-broken]',
    'NOP() = -ECANCELED (Operation canceled) [after-link] [chain-broken]',
  ]);
});

tracing('a drain waits for what is before it, a read of an empty pipe for its writer', async () => {
  const { lines } = await linesOf('drain');
  expect(lines[0]).toMatch(/^READ\(fd=\d+<pipe:\[\d+\]>, .*\) = 1 \[poll\]$/);
  expect(lines[1]).toMatch(/^NOP\(\) = 0 \[drain\] \[drained\]/);
});

tracing('completions that found the CQ ring full are told, and marked', async () => {
  const { lines, end } = await linesOf('cq-overflow');
  expect(lines).toHaveLength(64);
  expect(lines.filter((line) => line === 'NOP() = 0')).toHaveLength(16);
  expect(lines.filter((line) => line === 'NOP() = 0 [overflow]')).toHaveLength(48);
  expect(end).toBe('--- 64 requests, 0 short, 0 records lost');
});

tracing('timeouts, and what a linked timeout cancels', async () => {
  const { lines } = await linesOf('timeout');
  expect(lines.map((line) => line.replace(/\(.*?\) =/, '() ='))).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^TIMEOUT\(\) = -ETIME /),
      expect.stringMatching(/^LINK_TIMEOUT\(\) = -ETIME .*\[after-link\]$/),
      expect.stringMatching(/^READ\(\) = -ECANCELED .*\[link\]/),
    ]),
  );
});

tracing.each([
  [
    'multishot-poll',
    /^POLL_ADD\(fd=\d+<pipe:\[\d+\]>, events=POLLIN, flags=ADD_MULTI\) = 0x1 \(POLLIN\) .*\[more\]$/,
  ],
  ['multishot-accept', /^ACCEPT\(fd=\d+<socket:\[\d+\]>, .*ioprio=MULTISHOT\) = \d+ .*\[more\]$/],
  [
    'multishot-recv',
    /^RECV\(fd=\d+<socket:\[\d+\]>, .*ioprio=MULTISHOT, buf_group=7\) = 10 buffer=\d .*\[more\]$/,
  ],
])('%s: each CQE is a line of its request', async (name, shape) => {
  const { lines } = await linesOf(name);
  expect(
    lines.filter((line) => shape.test(line)),
    lines.join('\n'),
  ).toHaveLength(3);
});

tracing('a provided buffer is named', async () => {
  const { lines } = await linesOf('provided');
  expect(lines.join('\n')).toMatch(/^READ\(fd=\d+<.*\/file>, .*buf_group=7\) = 4096 buffer=0$/m);
});

tracing('children and threads are followed', async () => {
  const { lines } = await linesOf('children');
  expect(lines.filter((line) => /^READ\(.*\) = 4096$/.test(line))).toHaveLength(2);
});
