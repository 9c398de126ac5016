import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inTemporaryDirectory, isRoot, lab, MAIN, run } from './lab.ts';

test.each([
  [['--'], 2, 'E_USAGE', 'no command behind --'],
  [['eof-tail', '--', 'true'], 2, 'E_USAGE', 'exclude each other'],
  [['eof-tail', 'again'], 2, 'E_USAGE', 'again is another word'],
  [['--fs', 'xfs', '--', 'true'], 2, 'E_USAGE', '--fs is for scenarios alone'],
  [['--consumer', 'ignore', '--', 'true'], 2, 'E_USAGE', '--consumer is for scenarios alone'],
  [['eof-tail', '--runs', '2'], 2, 'E_USAGE', '--runs is for commands, and jobs with --engine fio alone'],
  [['eof-tail', '--engine', 'fio'], 2, 'E_USAGE', '--engine is for job files alone'],
  [['--engine', 'fio', '--', 'true'], 2, 'E_USAGE', '--engine is for job files alone'],
  [['missing.fio'], 2, 'E_PATH', 'missing.fio does not exist'],
  [['--runs', '0', '--', 'true'], 2, 'E_USAGE', 'a number from 1'],
])('reproduce %j is refused', async (args, status, code, words) => {
  await inTemporaryDirectory(async (directory) => {
    const outcome = await lab(['reproduce', ...args], { cwd: directory });
    expect(outcome.status, outcome.stderr).toBe(status);
    expect(outcome.stderr).toContain(code);
    expect(outcome.stderr).toContain(words);
    expect(await readdir(directory)).toEqual([]);
  });
});

if (!isRoot) console.warn('skipped: that a command is missing is found out by watching it, as root');

test.skipIf(!isRoot).each([[[]], [['--json']]])(
  'a command that does not exist leaves nothing (%j)',
  async (options) => {
    await inTemporaryDirectory(async (directory) => {
      const args = ['reproduce', ...options, '--out', join(directory, 'run'), '--', './no-such-program'];
      const { status, stderr } = await lab(args, { cwd: directory });
      expect(status, stderr).toBe(127);
      expect(stderr).toContain('E_COMMAND_MISSING');
      expect(await readdir(directory)).toEqual([]);
    });
  },
);

test('a job without fio is refused, and nothing is left', async () => {
  await inTemporaryDirectory(async (directory) => {
    const bin = join(directory, 'bin');
    await mkdir(bin);
    // What the lab itself needs to say where it runs.
    for (const path of ['/usr/bin/getconf', '/bin/getconf'])
      if (existsSync(path) && !existsSync(join(bin, 'getconf'))) await symlink(path, join(bin, 'getconf'));
    await writeFile(join(directory, 'a.fio'), '[a]\nioengine=io_uring\nsize=4k\n');
    const { status, stderr } = await run(
      '/usr/bin/env',
      [`PATH=${bin}`, process.execPath, MAIN, 'reproduce', '--engine', 'fio', 'a.fio'],
      { cwd: directory },
    );
    expect(status, stderr).toBe(3);
    expect(stderr).toContain('E_TOOL_MISSING');
    expect((await readdir(directory)).sort()).toEqual(['a.fio', 'bin']);
  });
});

test.skipIf(!isRoot)(
  'an ordinary user is told which capability is missing, and nothing runs or is left',
  async () => {
    await inTemporaryDirectory(async (directory) => {
      await chmod(directory, 0o777);
      const asNobody = ['--reuid=65534', '--regid=65534', '--clear-groups'];
      const { status, stderr } = await run(
        'setpriv',
        [...asNobody, process.execPath, MAIN, 'reproduce', '--', 'touch', join(directory, 'ran')],
        { cwd: directory },
      );
      expect(stderr).toMatch(/^uringlab: E_BPF_MISSING: .*CAP_BPF/m);
      expect(status).toBe(3);
      expect(await readdir(directory)).toEqual([]);
    });
  },
);
