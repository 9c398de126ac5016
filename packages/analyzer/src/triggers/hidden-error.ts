import { errnoName, type Look, type Mismatch } from '@uringlab/schema';
import { arrivedBytes } from '../rules/looks.ts';
import { findIoErrors } from './io-errors.ts';
import type { TriggerTest } from './trigger.ts';

/** A read outside the ring that stops at the same byte, and says why. */
function failingLook({ looks, total }: Mismatch): Look | undefined {
  return looks.buffered.result < 0 && arrivedBytes(looks.buffered) === total ? looks.buffered : undefined;
}

/** io_fixup_rw_res() (io_uring/rw.c) gives the bytes done instead of an error that came after them. */
export const hiddenError: TriggerTest = {
  explains: (_subject, mismatch) => failingLook(mismatch) !== undefined,
  describe(subject, explained) {
    const look = explained.map(failingLook).find((found) => found !== undefined);
    const name = errnoName(look?.result ?? 0) ?? String(look?.result);
    const errors = findIoErrors(subject);
    return {
      trigger: 'hidden-error',
      cause: `the device fails behind the good pages, and the partial count hides the ${name}, which only a read of the rest returns`,
      confidence: errors.length > 0 ? 'certain' : 'high',
      evidence: [
        {
          source: 'look',
          text: `pread(2) of ${explained.length} ranges looked at stops at the same byte as the ring, and then gives ${name}`,
        },
        ...errors,
      ],
      fixedBy: null,
    };
  },
};
