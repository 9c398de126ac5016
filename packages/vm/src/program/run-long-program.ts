import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { LabError } from '@uringlab/schema';

export interface LongProgramOptions {
  directory?: string;
  environment?: Readonly<Record<string, string>>;
  signal?: AbortSignal | undefined;
  /** Gets every line of both streams. */
  line?: (text: string) => void;
  packageName?: string;
  /** How many of the last lines are kept, 40 by default. */
  keptLines?: number;
}

/** What a program said last; its end tells why it failed. */
const KEPT_LINES = 40;
const KILL_AFTER_MS = 5000;

/** How a long program ended, with the last lines of what it said. */
export interface LongProgramResult {
  status: number | null;
  lastLines: string[];
}

/**
 * Runs a program that may take minutes, in a process group of its own that is ended by the signal, and with this process (SIGTERM when
 * this process is killed). Throws E_TOOL_MISSING, E_INTERRUPTED; its status is the caller's to judge.
 */
export async function runLongProgram(
  command: string,
  args: readonly string[],
  { directory, environment, signal, line, packageName, keptLines = KEPT_LINES }: LongProgramOptions,
): Promise<LongProgramResult> {
  if (signal?.aborted) throw interrupted(command);
  const child = spawn('setpriv', ['--pdeathsig', 'TERM', '--', command, ...args], {
    cwd: directory,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C', PATH: `${process.env.PATH}:/usr/sbin:/sbin`, ...environment },
  });
  let killing: NodeJS.Timeout | undefined;
  const stop = (): void => {
    killGroup(child.pid, 'SIGTERM');
    killing = setTimeout(() => killGroup(child.pid, 'SIGKILL'), KILL_AFTER_MS);
  };
  signal?.addEventListener('abort', stop);
  const lastLines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (text) => {
      lastLines.push(text);
      if (lastLines.length > keptLines) lastLines.shift();
      line?.(text);
    });
  }
  try {
    const status = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (signal?.aborted) throw interrupted(command);
    if (status === 127 && lastLines.some((text) => text.startsWith('setpriv: ')))
      throw new LabError('E_TOOL_MISSING', `${command} is not installed`, {
        ...(packageName === undefined ? {} : { hint: `apt-get install ${packageName}` }),
      });
    return { status, lastLines };
  } finally {
    signal?.removeEventListener('abort', stop);
    clearTimeout(killing);
  }
}

function interrupted(command: string): LabError {
  return new LabError('E_INTERRUPTED', `${command} was stopped`);
}

function killGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // It has ended by itself.
  }
}
