import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { LabError } from '@uringlab/schema';

/** What else the machine does meanwhile: nothing, a processor that never rests, a disk and a page cache in use. */
export const LOADS = ['none', 'cpu', 'disk'] as const;
export type Load = (typeof LOADS)[number];

/**
 * Each ends when its standard input does, and so with this process however that ends. They rest now and then, so that they see it. The
 * file of the second has no name any more when it is written.
 */
const PROGRAMS: Readonly<Record<Exclude<Load, 'none'>, string>> = {
  cpu: `
    process.stdin.resume().once('end', () => process.exit());
    setInterval(() => { for (const end = performance.now() + 45; performance.now() < end;); }, 50);`,
  disk: `
    const { closeSync, fsyncSync, openSync, readSync, unlinkSync, writeSync } = require('node:fs');
    process.stdin.resume().once('end', () => process.exit());
    const path = process.argv[1];
    const file = openSync(path, 'w+');
    unlinkSync(path);
    const bytes = Buffer.alloc(1 << 20, 1);
    let turn = 0;
    setInterval(() => {
      writeSync(file, bytes, 0, bytes.length, (turn % 64) * bytes.length);
      readSync(file, bytes, 0, bytes.length, ((turn * 7) % 64) * bytes.length);
      if (++turn % 8 === 0) fsyncSync(file);
    }, 5);`,
};

export interface RunningLoad {
  /** Throws E_SYSTEM when it had ended before. */
  stop(): Promise<void>;
}

/** Starts a load; a file of its own lies where images of loop devices do. */
export function startLoad(load: Load): RunningLoad {
  if (load === 'none') return { stop: async () => {} };
  const scratch = `/var/tmp/uringlab-load-${process.pid}-${randomBytes(4).toString('hex')}`;
  // In a process group of its own: a Ctrl-C ends the run first, and the load with it.
  const child = spawn(process.execPath, ['-e', PROGRAMS[load], scratch], {
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  const said = text(child.stderr);
  const status = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  // Told by stop(), be it that nobody waits for it yet.
  status.catch(() => {});
  child.stdin.on('error', () => {});
  return {
    stop: async () => {
      child.stdin.end();
      if ((await status) !== 0)
        throw new LabError(
          'E_SYSTEM',
          `the load "${load}" ended by itself: ${(await said).trim().split('\n').at(-1)}`,
        );
    },
  };
}
