import type { Rule } from '../rules/rule.ts';
import type { TraceCase } from './trace-case.ts';

export const ioError: Rule<TraceCase> = {
  claim: 'The device failed, and the partial count hides it',
  judge({ bios: { completed, failed } }) {
    if (failed[0] !== undefined) return { holds: 'unknown', missing: `a bio failed: ${failed[0].trim()}` };
    if (completed === 0) return { holds: 'unknown', missing: 'the trace shows no completion of a bio' };
    return {
      holds: 'no',
      excludedBy: `all bios whose completion the trace shows completed without an error (${completed} of them)`,
    };
  },
};
