import { existsSync } from 'node:fs';
import { LabError } from '@uringlab/schema';
import { requireFirstPidNamespace } from './require-first-pid-namespace.ts';
import type { StraceOptions } from './strace-options.ts';

const MIN_BUFFER_BYTES = 64 * 1024;
const MAX_BUFFER_BYTES = 2 ** 30;
/** kernel/pid.c: PID_MAX_LIMIT. */
const MAX_PID = 2 ** 22;

function requireTarget({ command, processes, all }: StraceOptions): void {
  const given = [command, processes, all === true ? true : undefined].filter(
    (target) => target !== undefined,
  );
  if (given.length !== 1)
    throw new LabError('E_USAGE', 'what is to be watched is one of: a command, processes, everything', {
      hint: '-- CMD..., -p PID, or -a',
    });
  if (command !== undefined && (command.length === 0 || command[0] === ''))
    throw new LabError('E_USAGE', 'the command is empty');
  if (command?.some((word) => word.includes('\0')))
    throw new LabError('E_USAGE', 'a word of the command has a NUL in it');
}

function requireProcesses(processes: readonly number[]): void {
  if (processes.length === 0) throw new LabError('E_USAGE', 'no process is named');
  for (const pid of processes) {
    if (!Number.isInteger(pid) || pid < 1 || pid > MAX_PID)
      throw new LabError('E_USAGE', `${pid} is not the number of a process`);
    if (!existsSync(`/proc/${pid}`))
      throw new LabError('E_PROCESS', `there is no process ${pid}`, {
        hint: 'see `ps -e`; a process that has ended cannot be watched',
      });
  }
}

/** Throws E_USAGE, or E_PROCESS for a process that is gone. */
export function requireUsableOptions(options: StraceOptions): void {
  requireTarget(options);
  if (options.all !== true) requireFirstPidNamespace();
  if (options.processes !== undefined) requireProcesses(options.processes);
  const { bufferBytes, opcodes, path } = options;
  if (bufferBytes !== undefined && !(bufferBytes >= MIN_BUFFER_BYTES && bufferBytes <= MAX_BUFFER_BYTES))
    throw new LabError('E_USAGE', `a buffer of ${bufferBytes} bytes: it has to be from 64k to 1g`);
  if (opcodes?.some((opcode) => !Number.isInteger(opcode) || opcode < 0 || opcode > 255))
    throw new LabError('E_USAGE', 'opcodes are numbers from 0 to 255');
  if (path?.includes('')) throw new LabError('E_USAGE', 'a path is empty');
}
