import { KIB, MIB } from '@uringlab/schema';
import type { Scenario } from '../scenario.ts';
import { blockOffsets, mixReads } from './block-offsets.ts';
import { everyConsumer } from './expectations.ts';
import { layOutBlocks } from './one-file.ts';

export const bufferReusedInFlight: Scenario = {
  name: 'buffer-reused-in-flight',
  title: 'reads in flight at one time that share their buffer',
  references: [
    'linux 968f19c5b1b7 (btrfs: always fallback to buffered write if the inode requires checksum)',
  ],
  description:
    'An application submits two reads at a time into one buffer, as if the first had been taken out of it already. Both come back whole, ' +
    'and whoever looks at the first finds the bytes of the second. Page cache and disk are right, and so was the kernel.',
  expected: everyConsumer('overlapping-memory'),
  filesystems: ['xfs', 'ext4', 'btrfs'],
  needsLoop: false,
  defaults: { fileBytes: 16 * MIB, blockBytes: 64 * KIB, depth: 16 },
  passesInGuest: 1,
  minimumBlockPages: 1,
  minimumDepth: 2,
  rings: [
    {
      name: 'plain',
      ring: {
        sqpoll: false,
        registeredFiles: false,
        registeredBuffers: false,
        // Handed over together, cached reads are done in that order before either completion can be taken.
        batch: 2,
        slotsPerBuffer: 2,
      },
    },
  ],
  layOut: layOutBlocks(2),
  arrange: async ({ files, options: { blockBytes, seed } }) => {
    const offsets = files.map(({ bytes }) => blockOffsets(bytes, blockBytes));
    return {
      reads: mixReads(offsets, blockBytes, seed),
      rwFlags: 0,
      requestFlags: [],
      randomAdvice: false,
      cacheState: 'the file dropped, then all of it read back',
      touch: { offsets, bytes: blockBytes },
      peer: null,
    };
  },
};
