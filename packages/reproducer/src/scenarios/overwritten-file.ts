import { type FileHandle, open } from 'node:fs/promises';
import { LabError } from '@uringlab/schema';
import { fillFiles } from '../fill-files.ts';
import { GENERATION } from '../plans.ts';
import type { LaidOut } from '../scenario.ts';

/** Of the write that the device is made to treat badly, or that nobody told the page cache of. */
export const SECOND_GENERATION = GENERATION + 1;

/** The file `data` as the backing file of its loop device holds it: offsets are the file's. Its file system knows nothing of it. */
export interface DeviceView {
  read(offset: number, length: number): Promise<Buffer>;
  write(offset: number, bytes: Uint8Array): Promise<void>;
}

/**
 * Opens the loop device's backing file for `use`. The loop device reads and writes it through the same page cache, so what is changed
 * here is what its next read brings (drivers/block/loop.c, lo_rw_aio()). Throws E_SCENARIO_UNAVAILABLE where there is none.
 */
export async function editDevice(
  { bed }: LaidOut,
  use: (device: DeviceView) => Promise<void>,
): Promise<void> {
  if (bed.backingFile === null)
    throw new LabError('E_SCENARIO_UNAVAILABLE', 'the scenario edits a loop device, and there is none');
  const extents = await bed.calls.extents(bed.pathOf('data'));
  const locate = (offset: number, length: number): number => {
    const extent = extents.find(
      ({ logical, length: bytes }) => logical <= offset && offset + length <= logical + bytes,
    );
    if (extent === undefined) {
      throw new LabError('E_SCENARIO_UNAVAILABLE', `the block at ${offset} does not lie in one piece`, {
        hint: 'make the file smaller with --file-size: the default lies in one piece',
      });
    }
    return extent.physical + offset - extent.logical;
  };
  const handle = await open(bed.backingFile, 'r+');
  try {
    await use({
      read: (offset, length) => readWhole(handle, locate(offset, length), length),
      write: async (offset, bytes) => {
        await handle.write(bytes, 0, bytes.length, locate(offset, bytes.length));
      },
    });
  } finally {
    await handle.close();
  }
}

async function readWhole(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
  if (bytesRead !== length)
    throw new LabError('E_SYSTEM', 'the backing file of the loop device ends too soon');
  return buffer;
}

/** Writes the files over, block by block, in the second generation, and flushes them to the device. */
export async function overwrite({ runId, bed, files, options, signal }: LaidOut): Promise<void> {
  const { blockBytes } = options;
  await fillFiles(bed, files, runId, signal, { generation: SECOND_GENERATION, blockBytes });
}
