import { describeRange, type Mismatch, type Run, type SectorRange } from '@uringlab/schema';

/** The range of the ring's buffer that holds the first wrong byte. */
function firstWrongRange(mismatch: Mismatch): SectorRange | undefined {
  return mismatch.looks.ring.ranges.find((range) => range.class !== 'right');
}

/** What a file has where a write has not come to: a range, or nothing where it ends. */
function describeUnwritten({ firstBad, looks }: Mismatch, run: Run): string {
  const range = looks.buffered.ranges.find(({ end }) => end > firstBad);
  if (range === undefined) return 'nothing, the file ends there';
  // The sector that the count ends in has a part of the one write and a part of the other.
  return range.class === 'torn' ? 'what was there before' : describeRange(range, run);
}

/** What there is in place of the first wrong byte, in words; of a write nothing in the buffer is wrong. */
export function describeOrigin(mismatch: Mismatch, run: Run): string {
  const range = firstWrongRange(mismatch);
  return range === undefined ? describeUnwritten(mismatch, run) : describeRange(range, run);
}
