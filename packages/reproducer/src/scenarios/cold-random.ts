import { KIB, MIB } from '@uringlab/schema';
import type { Scenario } from '../scenario.ts';
import { readColdBlocks } from './cold-reads.ts';
import { layOutBlocks, PLAIN_RING } from './one-file.ts';

export const coldRandom: Scenario = {
  name: 'cold-random',
  title: 'cold buffered reads, each into the readahead of others',
  references: ['kernel bugzilla 208827', 'linux 227c0c9673d8'],
  description:
    'A cold file of 256 MiB read in 64 KiB blocks in random order without advice: readahead brings in more than was asked for, so that ' +
    'later reads meet ranges that are partly there. Kernels 5.5 to 5.8 return short in a few of a hundred; from 5.9 on the ring asks ' +
    'for the rest itself (227c0c9673d8).',
  expected: { ignore: null, strict: null, resubmit: 'no-fault-found', 'resubmit-wrong-offset': null },
  filesystems: ['xfs', 'ext4', 'btrfs'],
  needsLoop: false,
  defaults: { fileBytes: 256 * MIB, blockBytes: 64 * KIB, depth: 32 },
  passesInGuest: 12,
  minimumBlockPages: 2,
  rings: PLAIN_RING,
  layOut: layOutBlocks(1),
  arrange: readColdBlocks({ randomAdvice: false, cacheState: 'the file dropped from the page cache' }),
};
