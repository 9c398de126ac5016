import { LabError } from '@uringlab/schema';
import { expect, test } from 'vitest';
import { explainOutput, toStraceError } from './native-failure.ts';

function failure(errno: number, syscall: string, reason?: string): Error {
  return Object.assign(new Error('words of the system'), { errno, syscall, ...(reason && { reason }) });
}

test.each([
  [failure(2, 'execve', 'command'), 'E_COMMAND_MISSING', 127, 'no-such: there is no such program'],
  [failure(13, 'execve', 'command'), 'E_COMMAND_REFUSED', 126, 'no-such may not be executed'],
  [failure(8, 'execve', 'command'), 'E_COMMAND_REFUSED', 126, 'words of the system'],
  [failure(1, 'bpf', 'no-cap-bpf'), 'E_BPF_MISSING', 3, 'CAP_BPF'],
  [failure(1, 'bpf', 'no-cap-perfmon'), 'E_BPF_MISSING', 3, 'CAP_PERFMON'],
  [failure(2, 'open', 'no-btf'), 'E_BPF_MISSING', 3, '/sys/kernel/btf/vmlinux'],
  [failure(1, 'bpf', 'lockdown'), 'E_BPF_MISSING', 3, 'locked down'],
  [failure(22, 'bpf', 'verifier'), 'E_BPF_MISSING', 3, 'refuses the programs\nwords of the system'],
  [failure(3, 'pidfd_open'), 'E_PROCESS', 2, 'words of the system'],
  [failure(5, 'write'), 'E_SYSTEM', 3, 'write: words of the system'],
])('%o', (cause, code, exitStatus, words) => {
  const error = toStraceError(cause, 'no-such');
  expect(error).toBeInstanceOf(LabError);
  expect(error).toMatchObject({ code, exitStatus, cause, message: expect.stringContaining(words) });
});

test('what is not of the addon stays what it is', () => {
  const defect = new TypeError('x is not a function');
  expect(toStraceError(defect, '')).toBe(defect);
});

test.each([
  [28, 'E_NO_SPACE', 'no room'],
  [122, 'E_NO_SPACE', 'no room'],
  [32, 'E_OUTPUT_CLOSED', 'nobody reads'],
  [5, 'E_SYSTEM', '-EIO'],
])('errno %i of the output is %s', (errno, code, words) => {
  expect(explainOutput(errno)).toMatchObject({ code, message: expect.stringContaining(words) });
});
