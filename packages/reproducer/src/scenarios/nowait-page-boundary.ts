import { KIB, MIB } from '@uringlab/schema';
import type { Scenario } from '../scenario.ts';
import { readBlocksBehindFirstPage } from './first-page-reads.ts';
import { layOutBlocks, PLAIN_RING } from './one-file.ts';

/** include/uapi/linux/fs.h */
const RWF_NOWAIT = 0x8;

export const nowaitPageBoundary: Scenario = {
  name: 'nowait-page-boundary',
  title: 'RWF_NOWAIT read of a range whose first page alone is cached',
  references: ['kernel bugzilla 208827', 'Samba bug 14361', 'RocksDB #6441'],
  description:
    'Drops the file from the page cache, reads the first page of every block back, and then reads whole blocks by io_uring ' +
    'with RWF_NOWAIT. The kernel copies the page that is there and may not wait for the rest: a short read on every ' +
    'kernel, every time. It is what kernel bugzilla 208827 looked like from the application.',
  expected: {
    ignore: 'unhandled-short-read',
    strict: 'no-fault-found',
    resubmit: 'no-fault-found',
    'resubmit-wrong-offset': 'retry-at-wrong-offset',
  },
  filesystems: ['xfs', 'ext4', 'btrfs'],
  needsLoop: false,
  defaults: { fileBytes: 64 * MIB, blockBytes: 64 * KIB, depth: 16 },
  passesInGuest: 1,
  minimumBlockPages: 2,
  rings: PLAIN_RING,
  layOut: layOutBlocks(1),
  arrange: readBlocksBehindFirstPage({
    rwFlags: RWF_NOWAIT,
    requestFlags: ['RWF_NOWAIT'],
    peer: { call: 'preadv2(RWF_NOWAIT)', reads: 64 },
  }),
};
