import { formatHex } from '@uringlab/schema';
import type { Rule } from '../rules/rule.ts';
import { findFailedBios } from '../triggers/io-errors.ts';
import type { TraceCase } from './trace-case.ts';

export const ioError: Rule<TraceCase> = {
  claim: 'The device failed, and the partial count hides it',
  judge({ bios: { completed, failed }, lives }) {
    for (const [request, life] of lives) {
      const evidence = findFailedBios([life]);
      if (evidence.length === 0) continue;
      return {
        holds: 'yes',
        charge: {
          culprit: 'device',
          class: 'device-error',
          trigger: 'hidden-error',
          title: 'device: I/O errors',
          sentence:
            `A bio of the read of ${request.length} bytes at ${formatHex(request.offset)} of ${request.file} failed; the read ` +
            `itself returned ${request.result}, which does not tell.`,
          confidence: 'high',
          fault: true,
          evidence,
          fixedBy: null,
        },
      };
    }
    if (failed[0] !== undefined) return { holds: 'unknown', missing: `a bio failed: ${failed[0].trim()}` };
    if (completed === 0) return { holds: 'unknown', missing: 'the trace shows no completion of a bio' };
    return {
      holds: 'no',
      excludedBy: `all bios whose completion the trace shows completed without an error (${completed} of them)`,
    };
  },
};
