import { formatHex, formatResult } from '@uringlab/schema';
import type { TraceRequest } from '../requests/trace-request.ts';
import type { Rule } from '../rules/rule.ts';
import { findFailedBios } from '../triggers/io-errors.ts';
import type { TraceCase } from './trace-case.ts';

/** EIO, ENOLINK, EILSEQ, ETIMEDOUT, EREMOTEIO, ENODATA: what block/blk-core.c makes of a device's failure. */
export const DEVICE_ERRORS: ReadonlySet<number> = new Set([-5, -67, -84, -110, -121, -61]);

/** Other errors, -EAGAIN above all, may be what the application asked for. */
export function isDeviceError({ result }: TraceRequest): boolean {
  return result !== null && DEVICE_ERRORS.has(result);
}

export const failedReads: Rule<TraceCase> = {
  claim: 'Reads fail',
  judge({ requests, lives }) {
    const failed = requests.filter(isDeviceError);
    const errorsOf = (request: TraceRequest) => {
      const life = lives.get(request);
      return life === undefined ? [] : findFailedBios([life]);
    };
    const first = failed.find((request) => errorsOf(request).length > 0) ?? failed[0];
    if (first === undefined) return { holds: 'moot' };
    const errors = errorsOf(first);
    return {
      holds: 'yes',
      charge: {
        culprit: errors.length > 0 ? 'device' : 'unknown',
        class: 'device-error',
        trigger: null,
        title: errors.length > 0 ? 'device: I/O errors' : 'below the ring: reads fail',
        sentence:
          `${failed.length} of ${requests.length} reads failed: the read of ${first.length} bytes at ${formatHex(first.offset)} of ` +
          `${first.file} ended with ${formatResult(first.result ?? 0)}` +
          `${errors.length > 0 ? ', and a bio of it failed' : '; the trace does not show what failed below'}.`,
        confidence: errors.length > 0 ? 'high' : 'medium',
        fault: true,
        evidence: errors,
        fixedBy: null,
      },
    };
  },
};
