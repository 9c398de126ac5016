import { open, stat, truncate } from 'node:fs/promises';
import { type DataFile, LabError } from '@uringlab/schema';
import { execute } from '@uringlab/uring-native';
import { planFill } from './plans.ts';
import type { ScenarioFile } from './scenario.ts';
import type { Testbed } from './testbed/testbed.ts';

/** Writes the files of the scenario and flushes them to the device. */
export async function fillFiles(
  bed: Testbed,
  files: readonly ScenarioFile[],
  runId: bigint,
  signal: AbortSignal,
): Promise<DataFile[]> {
  const { ops } = await execute(planFill(runId, bed, files), { signal });
  signal.throwIfAborted();
  const failed = ops.result.findIndex((result, row) => result !== ops.length[row]);
  if (failed >= 0) {
    const isFull = ops.result[failed] === -28 || (ops.result[failed] ?? 0) >= 0;
    throw new LabError(
      isFull ? 'E_NO_SPACE' : 'E_SYSTEM',
      `a write of ${ops.length[failed]} bytes came back as ${ops.result[failed]}`,
      {
        hint: `free some space, or name another place with ${bed.backingFile === null ? '--dir' : '--work'} DIR`,
      },
    );
  }
  const described: DataFile[] = [];
  for (const [index, file] of files.entries()) {
    const path = bed.pathOf(file.name);
    await truncate(path, file.bytes);
    const handle = await open(path, 'r+');
    await handle.sync().finally(() => handle.close());
    const { ino, blksize, size } = await stat(path);
    described.push({ index, name: file.name, bytes: size, inode: ino, blockBytes: blksize });
  }
  return described;
}
