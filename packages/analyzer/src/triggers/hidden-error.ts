import { errnoName } from '@uringlab/schema';
import { findIoErrors } from './io-errors.ts';
import type { TriggerTest } from './trigger.ts';

/** io_fixup_rw_res() (io_uring/rw.c) gives the bytes done instead of an error that came after them. */
export const hiddenError: TriggerTest = ({ dmesg, lives }, unhandled) => {
  const failing = unhandled.find(({ looks }) => looks.buffered.result < 0 || (looks.direct?.result ?? 0) < 0);
  if (failing === undefined) return undefined;
  const result =
    failing.looks.buffered.result < 0 ? failing.looks.buffered.result : (failing.looks.direct?.result ?? 0);
  const name = errnoName(result) ?? String(result);
  const errors = findIoErrors(dmesg, lives);
  return {
    trigger: 'hidden-error',
    cause: `the device fails behind the good pages, and the partial count hides the ${name}, which only a read of the rest returns`,
    confidence: errors.length > 0 ? 'certain' : 'high',
    evidence: [
      {
        source: 'look',
        text: `a read of the same range by pread(2) ends in ${name} after the bytes that could be read`,
      },
      ...errors,
    ],
    fixedBy: null,
  };
};
