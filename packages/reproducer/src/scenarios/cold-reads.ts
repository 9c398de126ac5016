import type { Scenario } from '../scenario.ts';
import { blockOffsets, readsOf, shuffle } from './block-offsets.ts';

/** Every block of a cold file once, in random order. */
export function readColdBlocks(state: { randomAdvice: boolean; cacheState: string }): Scenario['arrange'] {
  return async ({ files, options: { blockBytes, seed } }) => ({
    reads: readsOf(0, shuffle(blockOffsets(files[0]?.bytes ?? 0, blockBytes), seed), blockBytes),
    rwFlags: 0,
    requestFlags: [],
    ...state,
    touch: { offsets: [], bytes: 0 },
    peer: null,
  });
}
