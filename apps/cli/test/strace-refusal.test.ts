import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { inTemporaryDirectory, isRoot, lab, MAIN, run } from './lab.ts';

const gone = spawnSync('true').pid;

test.each([
  [[], 'there is nothing to watch'],
  [['-p', '1', '--', 'true'], 'exclude each other'],
  [['-a', '-p', '1'], 'exclude each other'],
  [['-p', 'init'], 'the number of a process is expected'],
  [['-p', ''], 'the number of a process is expected'],
  [['-e', 'raed', '--', 'true'], 'there is no operation "raed"'],
  [['-e', '%nothing', '--', 'true'], 'there is no operation "%nothing"'],
  [['--buffer', 'much', '--', 'true'], 'a size such as'],
  [['--buffer', '1k', '--', 'true'], 'from 64k to 1g'],
  [['--arrow', 'x', '-c', '--', 'true'], 'cannot be used with'],
  [['-o', '', '--', 'true'], 'a path is expected'],
  [['-P', '', '--', 'true'], 'a path is empty'],
  [['-o', '/nowhere/at/all', '--', 'true'], '/nowhere/at/all cannot be written'],
  [['--arrow', '/nowhere/at/all', '--', 'true'], '/nowhere/at/all cannot be written'],
  [['-p', String(gone)], `there is no process ${gone}`],
  [['--frobnicate', '--', 'true'], '`uringlab strace --help`'],
])('strace %j is refused with a code, a sentence and status 2', async (args, words) => {
  await inTemporaryDirectory(async (directory) => {
    const { status, stdout, stderr } = await lab(['strace', ...args], { cwd: directory });
    expect(stderr).toMatch(/^uringlab: E_(?:USAGE|PATH|PROCESS): /m);
    expect(stderr).toContain(words);
    expect(stdout).toBe('');
    expect(status).toBe(2);
  });
});

const asRoot = isRoot ? test : test.skip;
if (!isRoot) console.warn('skipped: what an ordinary user is told is tried by root, who can become one');

asRoot.each([[['--', 'echo', 'it ran']], [['--events', '--', 'echo', 'it ran']], [['-p', '1']]])(
  'in a pid namespace of its own, strace %j is refused: the kernel tells other numbers',
  async (args) => {
    const command = [process.execPath, MAIN, 'strace', ...args];
    const { status, stdout, stderr } = await run('unshare', ['--pid', '--fork', '--mount-proc', ...command]);
    expect(stderr).toMatch(/^uringlab: E_PID_NAMESPACE: /);
    expect(stderr).toContain('--pid=host');
    expect(stdout).toBe('');
    expect(status).toBe(3);
  },
);

asRoot('an ordinary user is told which capability is missing, and nothing runs', async () => {
  const { status, stdout, stderr } = await run('setpriv', [
    '--reuid=65534',
    '--regid=65534',
    '--clear-groups',
    process.execPath,
    MAIN,
    'strace',
    '--json',
    '--',
    'echo',
    'it ran',
  ]);
  expect(stderr).toMatch(/^uringlab: E_BPF_MISSING: .*CAP_BPF/m);
  expect(stderr).toContain('hint: run it as root');
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'E_BPF_MISSING' } });
  expect(status).toBe(3);
});
