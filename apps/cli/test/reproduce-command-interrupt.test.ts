import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readCommandRunContents } from '@uringlab/schema';
import { expect, test } from 'vitest';
import { inTemporaryDirectory, listLeftovers, startLab } from './lab.ts';
import { canUseBpf, isAlive } from './strace-target.ts';

const watching = canUseBpf ? test : test.skip;
if (!canUseBpf)
  console.warn('skipped: an interrupted command is watched by BPF as root, on a kernel with BTF');

/** Looks until the file is there: the command makes it. */
async function waitFor(path: string): Promise<void> {
  while (
    !(await access(path).then(
      () => true,
      () => false,
    ))
  )
    await sleep(20);
}

watching.each(['SIGINT', 'SIGTERM'] as const)(
  '%s ends the command, keeps what was recorded, and leaves nothing',
  async (signal) => {
    await inTemporaryDirectory(async (directory) => {
      const out = join(directory, 'run');
      const mark = join(directory, 'pid');
      const { child, outcome } = startLab([
        ...['reproduce', '--out', out, '--'],
        // `exec`, so that the signal is the sleeper's.
        ...['sh', '-c', `echo $$ > ${mark}.new && mv ${mark}.new ${mark} && exec sleep 600`],
      ]);
      await waitFor(mark);
      const pid = Number(await readFile(mark, 'utf8'));
      // To the lab alone: the command gets it from there.
      child.kill(signal);
      const { status, stderr } = await outcome;
      expect(status, stderr).toBe(signal === 'SIGINT' ? 130 : 143);
      expect(await isAlive(pid)).toBe(false);
      const { run } = await readCommandRunContents(out);
      expect(run).toMatchObject({ interrupted: true, requests: { table: 'sqe.arrow' } });
      expect(run.invocations).toEqual([expect.objectContaining({ exitCode: null, exitSignal: 2 })]);
      await access(join(out, 'report.eml'));
      expect(await listLeftovers(directory)).toEqual([]);
    });
  },
);
