import { KIB, MIB } from '@uringlab/schema';
import type { LaidOut, Scenario } from '../scenario.ts';
import { blockOffsets, readsOf, shuffle } from './block-offsets.ts';
import { everyConsumer } from './expectations.ts';
import { layOutBlocks, PLAIN_RING } from './one-file.ts';

/** What scenarios of a second writer have in common: the file written, changed by somebody else, and read cold as if it had not been. */
export const CHANGED_FILE = {
  references: ['RocksDB #10368', 'qdrant #8466'],
  expected: everyConsumer('file-changed'),
  filesystems: ['xfs', 'ext4', 'btrfs'],
  needsLoop: false,
  defaults: { fileBytes: 2 * MIB, blockBytes: 64 * KIB, depth: 8 },
  passesInGuest: 1,
  minimumBlockPages: 1,
  rings: PLAIN_RING,
  layOut: layOutBlocks(2),
} satisfies Partial<Scenario>;

/** `change` does to the file what the second writer does, and says so in a clause. */
export function readChangedFile(change: (laidOut: LaidOut) => Promise<string>): Scenario['arrange'] {
  return async (laidOut) => {
    const { files, options } = laidOut;
    const offsets = blockOffsets(files[0]?.bytes ?? 0, options.blockBytes);
    return {
      reads: readsOf(0, shuffle(offsets, options.seed), options.blockBytes),
      rwFlags: 0,
      requestFlags: [],
      randomAdvice: false,
      cacheState: `the file ${await change(laidOut)}, and dropped from the page cache`,
      touch: { offsets: [], bytes: 0 },
      peer: null,
    };
  };
}
