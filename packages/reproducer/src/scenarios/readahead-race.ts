import { KIB, MIB } from '@uringlab/schema';
import type { Scenario } from '../scenario.ts';
import { readColdBlocks } from './cold-reads.ts';
import { layOutBlocks } from './one-file.ts';

export const readaheadRace: Scenario = {
  name: 'readahead-race',
  title: 'cold buffered reads racing with their own readahead',
  references: ['kernel bugzilla 208827', 'linux 227c0c9673d8'],
  description:
    'The job of kernel bugzilla 208827: a cold file of 256 MiB read in 64 KiB blocks at depth 16, once with a plain ring and once with ' +
    'SQPOLL and registered files. Kernels 5.5 to 5.8 return short now and then; from 5.9 on the ring asks for the rest itself ' +
    '(227c0c9673d8), so on those nothing is found.',
  expected: { ignore: null, strict: null, resubmit: 'no-fault-found', 'resubmit-wrong-offset': null },
  filesystems: ['xfs', 'ext4', 'btrfs'],
  needsLoop: false,
  defaults: { fileBytes: 256 * MIB, blockBytes: 64 * KIB, depth: 16 },
  passesInGuest: 12,
  minimumBlockPages: 2,
  rings: [
    { name: 'plain', ring: { sqpoll: false, registeredFiles: false, registeredBuffers: false } },
    { name: 'sqpoll', ring: { sqpoll: true, registeredFiles: true, registeredBuffers: false } },
  ],
  layOut: layOutBlocks(1),
  // As fio advises before random reads, and as the report's did: readahead of each request's own range alone.
  arrange: readColdBlocks({
    randomAdvice: true,
    cacheState: 'the file dropped from the page cache, POSIX_FADV_RANDOM',
  }),
};
