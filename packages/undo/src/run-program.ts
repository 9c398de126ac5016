import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { LabError } from '@uringlab/schema';

export interface ProgramOptions {
  /** Written to its standard input. */
  input?: string | Uint8Array;
  /** The Debian package it comes in, for the hint when it is missing. */
  packageName?: string;
}

export interface ProgramOutput {
  stdout: string;
  stderr: string;
}

/** The administrator's programs are often not in an ordinary user's PATH. */
const PATH = `${process.env.PATH ?? '/usr/bin:/bin'}:/usr/sbin:/sbin`;

/**
 * Runs a program of the system to its end, in a process group of its own: a Ctrl-C on the terminal reaches
 * the lab alone, which undoes what the finished program did, instead of stopping a mkfs or mount half-way.
 *
 * Throws E_TOOL_MISSING when it is not installed, E_SYSTEM with what it said when its status is not 0.
 */
export async function runProgram(
  command: string,
  args: readonly string[],
  options: ProgramOptions = {},
): Promise<ProgramOutput> {
  const child = spawn(command, args, {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, PATH, LC_ALL: 'C' },
  });
  // A program that does not read its input closes it early; its status tells whether that was a failure.
  child.stdin.on('error', () => {});
  child.stdin.end(options.input ?? '');
  const ended = new Promise<string | undefined>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status, signal) => {
      resolve(status === 0 ? undefined : signal === null ? `exit status ${status}` : `killed by ${signal}`);
    });
  });
  const [failure, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]).catch(
    (cause: NodeJS.ErrnoException) => {
      throw cause.code === 'ENOENT'
        ? missing(command, options, cause)
        : failed(command, args, cause.message, cause);
    },
  );
  if (failure !== undefined) throw failed(command, args, [failure, stderr.trim()].filter(Boolean).join(': '));
  return { stdout, stderr };
}

function missing(command: string, options: ProgramOptions, cause: unknown): LabError {
  const hint = options.packageName === undefined ? {} : { hint: `apt-get install ${options.packageName}` };
  return new LabError('E_TOOL_MISSING', `${command} is not installed`, { ...hint, cause });
}

function failed(command: string, args: readonly string[], reason: string, cause?: unknown): LabError {
  return new LabError('E_SYSTEM', `${[command, ...args].join(' ')}: ${reason}`, { cause });
}
