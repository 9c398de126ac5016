import { formatBytes } from '@uringlab/schema';
import type { Arrangement, Scenario } from '../scenario.ts';
import { blockOffsets, mixReads } from './block-offsets.ts';

/** Every block of every file once, in random order, when of each the first page alone is cached. */
export function readBlocksBehindFirstPage(
  request: Pick<Arrangement, 'rwFlags' | 'requestFlags' | 'peer'>,
): Scenario['arrange'] {
  return async ({ files, options: { blockBytes, seed }, pageBytes }) => {
    const offsets = files.map(({ bytes }) => blockOffsets(bytes, blockBytes));
    return {
      ...request,
      reads: mixReads(offsets, blockBytes, seed),
      randomAdvice: true,
      cacheState: `the file${files.length === 1 ? '' : 's'} dropped, then the first ${formatBytes(pageBytes)} of every ${formatBytes(blockBytes)} block read back (POSIX_FADV_RANDOM)`,
      touch: { offsets, bytes: pageBytes },
    };
  };
}
