import { type DataFile, LabError } from '@uringlab/schema';
import { FIRST_FILL, type Fill, planFill } from './plans.ts';
import type { ScenarioFile } from './scenario.ts';
import type { Testbed } from './testbed/testbed.ts';

const HINTS = {
  directory: 'free some space, or name another place with --dir DIR',
  loop: 'free some space, or name another place with --work DIR',
  disk: 'give the definition of the guest a larger disk',
  memory: 'this is a defect of the lab: the files of a scenario have to fit',
};

const FULL = {
  directory: 'E_NO_SPACE',
  loop: 'E_NO_SPACE',
  disk: 'E_GUEST_NO_SPACE',
  memory: 'E_NO_SPACE',
} as const;

/** Writes the files of the scenario and flushes them to the device. */
export async function fillFiles(
  bed: Testbed,
  files: readonly ScenarioFile[],
  runId: bigint,
  signal: AbortSignal,
  fill: Fill = FIRST_FILL,
): Promise<DataFile[]> {
  const { ops } = await bed.calls.execute(planFill(runId, bed, files, fill), { signal });
  signal.throwIfAborted();
  const failed = ops.result.findIndex((result, row) => result !== ops.length[row]);
  if (failed >= 0) {
    const isFull = ops.result[failed] === -28 || (ops.result[failed] ?? 0) >= 0;
    throw new LabError(
      isFull ? FULL[bed.description.kind] : 'E_SYSTEM',
      `a write of ${ops.length[failed]} bytes came back as ${ops.result[failed]}`,
      {
        hint: HINTS[bed.description.kind],
      },
    );
  }
  const described: DataFile[] = [];
  for (const [index, file] of files.entries()) {
    const path = bed.pathOf(file.name);
    await bed.calls.truncate(path, file.bytes);
    await bed.calls.sync(path);
    const { inode, blockBytes, bytes } = await bed.calls.stat(path);
    described.push({ index, name: file.name, bytes, inode, blockBytes });
  }
  return described;
}
