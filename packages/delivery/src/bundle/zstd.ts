import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { LabError } from '@uringlab/schema';

export interface ZstdProgram {
  input: Writable;
  output: Readable;
  /** Settled when it has ended; throws E_TOOL_MISSING, or E_BUNDLE with what it said. */
  ended: Promise<void>;
  /** Ends it early. */
  stop(): void;
}

/** Node has zstd of its own from 22.15 on only: the program is everywhere. */
export function startZstd(args: readonly string[]): ZstdProgram {
  const child: ChildProcess = spawn('zstd', [...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  const { stdin, stdout, stderr } = child;
  if (stdin === null || stdout === null || stderr === null) throw new TypeError('the child has no pipes');
  // It closes its input early when it fails; why, its status and its words tell.
  stdin.on('error', () => {});
  const said = text(stderr);
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', (cause: NodeJS.ErrnoException) => {
      stdout.destroy(cause);
      reject(
        cause.code === 'ENOENT'
          ? new LabError('E_TOOL_MISSING', 'zstd is not installed', { hint: 'apt-get install zstd', cause })
          : cause,
      );
    });
    child.once('close', async (status, signal) => {
      // By a signal only `stop` ends it.
      if (status === 0 || signal !== null) return resolve();
      const words =
        (await said)
          .trim()
          .split('\n')
          .at(-1)
          ?.replace(/^zstd: /, '') ?? '';
      reject(new LabError('E_BUNDLE', `zstd: ${words || `status ${status}`}`));
    });
  });
  ended.catch(() => {});
  return {
    input: stdin,
    output: stdout,
    ended,
    stop: () => void child.kill(),
  };
}
