import { KIB, MIB } from '@uringlab/schema';
import type { Scenario } from '../scenario.ts';
import { readBlocksBehindFirstPage } from './first-page-reads.ts';
import { layOutBlocks, PLAIN_RING } from './one-file.ts';

export const cachedFirstPage: Scenario = {
  name: 'cached-first-page',
  title: 'reads of ranges whose first page alone is cached, without RWF_NOWAIT',
  references: ['kernel bugzilla 208827', 'linux 227c0c9673d8'],
  description:
    'As nowait-page-boundary, without the flag: the ring makes its first attempt without waiting all the same, and before 5.9 what ' +
    'that attempt copied was the result (227c0c9673d8). Kernels 5.5 to 5.8 return short nearly every time, later ones never.',
  expected: { ignore: null, strict: null, resubmit: 'no-fault-found', 'resubmit-wrong-offset': null },
  filesystems: ['xfs', 'ext4', 'btrfs'],
  needsLoop: false,
  defaults: { fileBytes: 256 * MIB, blockBytes: 64 * KIB, depth: 32 },
  passesInGuest: 1,
  minimumBlockPages: 2,
  rings: PLAIN_RING,
  layOut: layOutBlocks(1),
  arrange: readBlocksBehindFirstPage({ rwFlags: 0, requestFlags: [], peer: null }),
};
