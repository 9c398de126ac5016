import type { Rule } from '../rules/rule.ts';
import { findFailedBios } from '../triggers/io-errors.ts';
import type { TraceCase } from './trace-case.ts';

export const ioError: Rule<TraceCase> = {
  claim: 'The device failed, and the partial count hides it',
  judge({ lives }) {
    const completed = lives.flatMap((life) => life.steps.filter((step) => step.kind === 'bio-completed'));
    if (completed.length === 0)
      return { holds: 'unknown', missing: 'the trace shows no completion of a bio' };
    const errors = findFailedBios(lives);
    const first = errors[0];
    if (first !== undefined)
      return { holds: 'unknown', missing: `a bio of the request failed: ${first.text.trim()}` };
    return {
      holds: 'no',
      excludedBy: `the bios of the requests completed without an error (${completed.length} of them)`,
    };
  },
};
