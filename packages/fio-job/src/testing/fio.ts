import { spawnSync } from 'node:child_process';

/** What the installed fio says, on both outputs. */
export function askFio(...args: string[]): string {
  const { stdout, stderr } = spawnSync('fio', args, { encoding: 'utf8' });
  return stdout + stderr;
}

export const HAS_FIO = spawnSync('fio', ['--version']).status === 0;
