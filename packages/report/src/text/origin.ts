import type { Mismatch, SectorRange } from '@uringlab/schema';

/** The range of the ring's buffer that holds the first wrong byte. */
export function firstWrongRange(mismatch: Mismatch): SectorRange | undefined {
  return mismatch.looks.ring.ranges.find((range) => range.class !== 'right');
}
