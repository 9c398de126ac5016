import { formatBytes, KIB, MIB } from '@uringlab/schema';
import type { Scenario } from '../scenario.ts';
import { blockOffsets, readsOf, shuffle } from './block-offsets.ts';

/** include/uapi/linux/fs.h */
const RWF_NOWAIT = 0x8;

export const nowaitPageBoundary: Scenario = {
  name: 'nowait-page-boundary',
  title: 'RWF_NOWAIT read of a range whose first page alone is cached',
  description:
    'Drops the file from the page cache, reads the first page of every block back, and then reads whole blocks by io_uring ' +
    'with RWF_NOWAIT. The kernel copies the page that is there and may not wait for the rest: a short read on every ' +
    'kernel, every time. It is what kernel bugzilla 208827 looked like from the application.',
  expected: { ignore: 'unhandled-short-read', strict: 'no-fault-found', resubmit: 'no-fault-found' },
  filesystems: ['xfs', 'ext4', 'btrfs'],
  needsLoop: false,
  defaults: { fileBytes: 64 * MIB, blockBytes: 64 * KIB, depth: 16 },
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
      rwFlags: RWF_NOWAIT,
      requestFlags: ['RWF_NOWAIT'],
      randomAdvice: true,
      cacheState: `the file dropped, then the first ${formatBytes(pageBytes)} of every ${formatBytes(blockBytes)} block read back (POSIX_FADV_RANDOM)`,
      touch: { offsets: [offsets], bytes: pageBytes },
      peer: { call: 'preadv2(RWF_NOWAIT)', reads: 64 },
    };
  },
};
