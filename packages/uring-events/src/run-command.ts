import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { LabError } from '@uringlab/schema';

export interface CommandEnd {
  readonly exitCode: number | null;
  readonly exitSignal: number | null;
}

export interface RunningCommand {
  readonly pid: number;
  signal(number: number): void;
  /** From now on this process need not live as long as the command. */
  release(): void;
  readonly ended: Promise<CommandEnd>;
}

function explain(cause: NodeJS.ErrnoException, name: string): LabError {
  if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR')
    return new LabError('E_COMMAND_MISSING', `${name}: there is no such program`, {
      cause,
      hint: 'see `command -v` and PATH',
    });
  return new LabError('E_COMMAND_REFUSED', `${name} cannot be executed: ${cause.code ?? cause.message}`, {
    cause,
    hint: 'see its mode, and `file` on it',
  });
}

/** Starts a command on this process's own standard streams, and in its process group. Throws E_COMMAND_MISSING, E_COMMAND_REFUSED. */
export async function runCommand(command: readonly string[]): Promise<RunningCommand> {
  const [name = '', ...args] = command;
  const child: ChildProcess = spawn(name, args, { stdio: 'inherit' });
  const ended = new Promise<CommandEnd>((resolve) => {
    child.once('exit', (exitCode, signal) =>
      resolve({ exitCode, exitSignal: signal === null ? null : constants.signals[signal] }),
    );
  });
  await once(child, 'spawn').catch((cause: NodeJS.ErrnoException) => {
    throw explain(cause, name);
  });
  return {
    pid: child.pid as number,
    signal: (number) => void child.kill(number),
    release: () => child.unref(),
    ended,
  };
}
