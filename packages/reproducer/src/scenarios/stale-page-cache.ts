import { KIB, MIB } from '@uringlab/schema';
import { stampBlock } from '@uringlab/uring-native';
import { fileIdentity } from '../plans.ts';
import type { Scenario } from '../scenario.ts';
import { blockOffsets, readsOf, shuffle } from './block-offsets.ts';
import { everyConsumer } from './expectations.ts';
import { layOutBlocks, PLAIN_RING } from './one-file.ts';
import { editDevice, SECOND_GENERATION } from './overwritten-file.ts';

export const stalePageCache: Scenario = {
  name: 'stale-page-cache',
  title: 'buffered reads of pages that a write to the device went past',
  references: [
    'linux mm/filemap.c, dio_warn_stale_pagecache(): "Page cache invalidation failure on direct I/O"',
  ],
  description:
    'A file that is wholly cached is written anew on its device, behind the back of its file system. Buffered reads bring what the page ' +
    'cache holds, direct reads what was written last: what a page cache that is not invalidated after a direct write looks like.',
  expected: everyConsumer('page-cache-differs-from-disk'),
  filesystems: ['xfs', 'ext4'],
  needsLoop: true,
  defaults: { fileBytes: 2 * MIB, blockBytes: 64 * KIB, depth: 8 },
  passesInGuest: 1,
  minimumBlockPages: 1,
  rings: PLAIN_RING,
  layOut: layOutBlocks(1),
  arrange: async (laidOut) => {
    const { runId, bed, files, options } = laidOut;
    const { blockBytes, seed } = options;
    const offsets = blockOffsets(files[0]?.bytes ?? 0, blockBytes);
    await bed.calls.prepareCache(bed.pathOf('data'), {
      drop: false,
      random: false,
      touch: { offset: offsets.map(BigInt), length: blockBytes },
    });
    await editDevice(laidOut, async (device) => {
      for (const offset of offsets)
        await device.write(
          offset,
          stampBlock(runId, fileIdentity(0), BigInt(offset), SECOND_GENERATION, blockBytes),
        );
    });
    return {
      reads: readsOf(0, shuffle(offsets, seed), blockBytes),
      rwFlags: 0,
      requestFlags: [],
      randomAdvice: false,
      generation: SECOND_GENERATION,
      keepCache: true,
      cacheState: 'all of the file cached, then written anew on the device alone',
      touch: { offsets: [], bytes: 0 },
      peer: null,
    };
  },
};
