import { formatBytes, KIB, MIB } from '@uringlab/schema';
import type { Scenario } from '../scenario.ts';
import { blockOffsets, readsOf, shuffle } from './block-offsets.ts';

export const cachedFirstPage: Scenario = {
  name: 'cached-first-page',
  title: 'reads of ranges whose first page alone is cached, without RWF_NOWAIT',
  description:
    'As nowait-page-boundary, without the flag: the ring makes its first attempt without waiting all the same, and before 5.9 what ' +
    'that attempt copied was the result (227c0c9673d8). Kernels 5.5 to 5.8 return short nearly every time, later ones never.',
  expected: { ignore: null, strict: null, resubmit: 'no-fault-found' },
  filesystems: ['xfs', 'ext4', 'btrfs'],
  needsLoop: false,
  defaults: { fileBytes: 256 * MIB, blockBytes: 64 * KIB, depth: 32 },
  passesInGuest: 1,
  minimumBlockPages: 2,
  rings: [{ name: 'plain', ring: { sqpoll: false, registeredFiles: false, registeredBuffers: false } }],
  layOut: ({ fileBytes, blockBytes }) => [
    { name: 'data', bytes: Math.max(1, Math.floor(fileBytes / blockBytes)) * blockBytes },
  ],
  arrange: async ({ files, options: { blockBytes, seed }, pageBytes }) => {
    const offsets = blockOffsets(files[0]?.bytes ?? 0, blockBytes);
    return {
      reads: readsOf(0, shuffle(offsets, seed), blockBytes),
      rwFlags: 0,
      requestFlags: [],
      randomAdvice: true,
      cacheState: `the file dropped, then the first ${formatBytes(pageBytes)} of every ${formatBytes(blockBytes)} block read back (POSIX_FADV_RANDOM)`,
      touch: { offsets: [offsets], bytes: pageBytes },
      peer: null,
    };
  },
};
