import { KIB, MIB } from '@uringlab/schema';
import type { Arrangement, LaidOut, Scenario } from '../scenario.ts';
import { blockOffsets, mixReads, shuffle } from './block-offsets.ts';
import { layOutBlocks, PLAIN_RING } from './one-file.ts';
import { type DeviceView, editDevice, overwrite, SECOND_GENERATION } from './overwritten-file.ts';

/** One block in so many is treated badly: more than one in a run, and fewer than are kept with their bytes. */
const BLOCKS_A_VICTIM = 8;
const MAX_VICTIMS = 4;

/** What the device does with the second write of the blocks at `victims`; `before` is what it held there. */
export type Damage = (
  device: DeviceView,
  victims: readonly { offset: number; before: Buffer }[],
  blockBytes: number,
  laidOut: LaidOut,
) => Promise<void>;

/** What scenarios of writes that a device treats badly have in common: the file written twice, and read cold. */
export const DAMAGED_WRITE = {
  // In place, and without checksums of data: others move what is written over, or refuse what is not what they wrote.
  filesystems: ['xfs', 'ext4'],
  needsLoop: true,
  defaults: { fileBytes: 2 * MIB, blockBytes: 64 * KIB, depth: 8 },
  passesInGuest: 1,
  minimumBlockPages: 1,
  rings: PLAIN_RING,
  layOut: layOutBlocks(2),
} satisfies Partial<Scenario>;

/** Even in number, and no two the same: victims may have to change places. */
function chooseVictims(offsets: readonly number[], seed: number): number[] {
  const wanted = Math.min(MAX_VICTIMS, 2 * Math.max(1, Math.floor(offsets.length / BLOCKS_A_VICTIM / 2)));
  return shuffle(offsets, seed).slice(0, wanted);
}

export function damageWrites(damage: Damage, what: string): Scenario['arrange'] {
  return async (laidOut: LaidOut): Promise<Arrangement> => {
    const { files, options } = laidOut;
    const { blockBytes, seed } = options;
    const offsets = blockOffsets(files[0]?.bytes ?? 0, blockBytes);
    const chosen = chooseVictims(offsets, seed);
    const victims: { offset: number; before: Buffer }[] = [];
    await editDevice(laidOut, async (device) => {
      for (const offset of chosen) victims.push({ offset, before: await device.read(offset, blockBytes) });
    });
    await overwrite(laidOut);
    await editDevice(laidOut, (device) => damage(device, victims, blockBytes, laidOut));
    return {
      reads: mixReads(
        files.map(({ bytes }) => blockOffsets(bytes, blockBytes)),
        blockBytes,
        seed + 1,
      ),
      rwFlags: 0,
      requestFlags: [],
      randomAdvice: false,
      generation: SECOND_GENERATION,
      writeBytes: blockBytes,
      cacheState: `the file written twice and dropped from the page cache; of ${offsets.length} blocks the device has ${what} ${chosen.length}`,
      touch: { offsets: [], bytes: 0 },
      peer: null,
    };
  };
}
