import { expect, test } from 'vitest';
import { readProcess, runProgram } from './index.ts';

test('gives back what the program printed, from the input it was given', async () => {
  const { stdout, stderr } = await runProgram('sh', ['-c', 'cat; echo warned >&2'], { input: 'hello' });
  expect({ stdout, stderr }).toEqual({ stdout: 'hello', stderr: 'warned\n' });
});

test('a program that is not installed is E_TOOL_MISSING with its package', async () => {
  const missing = runProgram('mkfs.nonesuch', [], { packageName: 'nonesuch-progs' });
  await expect(missing).rejects.toMatchObject({
    code: 'E_TOOL_MISSING',
    hint: 'apt-get install nonesuch-progs',
  });
});

test('a failure says the command, the status and what the program said', async () => {
  const failing = runProgram('sh', ['-c', 'echo no such disk >&2; exit 32']);
  await expect(failing).rejects.toMatchObject({ code: 'E_SYSTEM' });
  await expect(failing).rejects.toThrow(/^sh -c .*: exit status 32: no such disk$/);
});

test('a program ended by a signal is a failure', async () => {
  await expect(runProgram('sh', ['-c', 'kill -TERM $$'])).rejects.toThrow('killed by SIGTERM');
});

test('a program that does not read its input can succeed', async () => {
  await expect(runProgram('true', [], { input: 'x'.repeat(1 << 20) })).resolves.toEqual({
    stdout: '',
    stderr: '',
  });
});

test('runs in a process group of its own', async () => {
  const { stdout } = await runProgram('sh', ['-c', 'cat /proc/$$/stat']);
  const group = Number(stdout.slice(stdout.lastIndexOf(')') + 2).split(' ')[2]);
  expect(group).toBe(Number(stdout.split(' ')[0]));
  expect(group).not.toBe((await readProcess(process.pid))?.group);
});
