import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { requireUsableOptions } from './require-usable-options.ts';

const gone = spawnSync('true').pid;

test.each([
  [{}, 'E_USAGE', 'one of: a command'],
  [{ command: ['true'], all: true }, 'E_USAGE', 'one of: a command'],
  [{ command: [] }, 'E_USAGE', 'the command is empty'],
  [{ command: ['tr\0ue'] }, 'E_USAGE', 'NUL'],
  [{ processes: [] }, 'E_USAGE', 'no process'],
  [{ processes: [-1] }, 'E_USAGE', 'not the number of a process'],
  [{ processes: [1.5] }, 'E_USAGE', 'not the number of a process'],
  [{ processes: [gone] }, 'E_PROCESS', `there is no process ${gone}`],
  [{ all: true, bufferBytes: 1 }, 'E_USAGE', 'from 64k to 1g'],
  [{ all: true, bufferBytes: Number.NaN }, 'E_USAGE', 'from 64k to 1g'],
  [{ all: true, opcodes: [256] }, 'E_USAGE', 'from 0 to 255'],
  [{ all: true, path: [''] }, 'E_USAGE', 'a path is empty'],
])('%j is refused', (options, code, words) => {
  expect(() => requireUsableOptions(options)).toThrow(
    expect.objectContaining({ code, message: expect.stringContaining(words) }),
  );
});

test.each([
  [{ command: ['true'] }],
  [{ processes: [1, process.pid] }],
  [{ all: true, bufferBytes: 65536, opcodes: [0] }],
])('%j is taken', (options) => {
  expect(() => requireUsableOptions(options)).not.toThrow();
});
