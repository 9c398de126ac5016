import { formatBytes } from '@uringlab/schema';
import type { Arrangement, Scenario } from '../scenario.ts';
import { blockOffsets, readsOf, shuffle } from './block-offsets.ts';

/** Every block of a file once, in random order, when of each the first page alone is cached. */
export function readBlocksBehindFirstPage(
  request: Pick<Arrangement, 'rwFlags' | 'requestFlags' | 'peer'>,
): Scenario['arrange'] {
  return async ({ files, options: { blockBytes, seed }, pageBytes }) => {
    const offsets = blockOffsets(files[0]?.bytes ?? 0, blockBytes);
    return {
      ...request,
      reads: readsOf(0, shuffle(offsets, seed), blockBytes),
      randomAdvice: true,
      cacheState: `the file dropped, then the first ${formatBytes(pageBytes)} of every ${formatBytes(blockBytes)} block read back (POSIX_FADV_RANDOM)`,
      touch: { offsets: [offsets], bytes: pageBytes },
    };
  };
}
