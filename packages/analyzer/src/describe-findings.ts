import { type Findings, type RunParts, rate, type Verdict } from '@uringlab/schema';
import { holdsCounted } from './rules/counted-data-missing.ts';
import { describeRight, type LooksCase, wrongIn } from './rules/looks.ts';
import type { Charge, Judged } from './rules/rule.ts';

/** No verdict; for want of the parts of the run that these sentences speak of, if there are any. */
export function notEnough(absent: readonly string[]): Charge {
  const lack = `What is left of the run does not say what happened. ${absent.join(' ')}`;
  return {
    culprit: 'unknown',
    class: 'not-enough-evidence',
    trigger: null,
    title: 'not enough evidence',
    sentence: absent.length > 0 ? lack : 'What was recorded does not say what happened.',
    confidence: 'low',
    fault: null,
    evidence: [],
    fixedBy: null,
  };
}

/** Whether the layer holds what was written, as far as it could be read; null where nothing was. */
function holdsRightData(subject: LooksCase, look: 'buffered' | 'direct'): boolean | null {
  const ofWrites = holdsCounted(subject.unwritten, look);
  if (wrongIn(subject.mismatches, look).length > 0 || ofWrites === false) return false;
  return describeRight(subject, look) === undefined ? ofWrites : true;
}

/** Of the findings of a run, what does not come from its trace. */
export function describeFindings(
  { run, absent = [] }: RunParts,
  judged: Judged,
  subject: LooksCase,
  unknowns: readonly string[],
): Pick<Findings, 'format' | 'version' | 'run' | 'verdict' | 'rate' | 'phaseRates'> {
  const charge = judged.charge ?? notEnough(absent);
  // Of a file that was changed, what it should hold is not known any more.
  const isTold = charge.class !== 'file-changed';
  const verdict: Verdict = {
    ...charge,
    pageCacheRight: isTold ? holdsRightData(subject, 'buffered') : null,
    diskRight: isTold ? holdsRightData(subject, 'direct') : null,
    alternatives: judged.alternatives,
    unknowns: [...absent, ...judged.unknowns, ...unknowns],
  };
  const total = run.phases.reduce((sum, phase) => sum + phase.operations, 0);
  const failures = run.phases.reduce((sum, phase) => sum + phase.mismatches, 0);
  return {
    format: 'uringlab-findings',
    version: 1,
    run: run.id,
    verdict,
    rate: rate(failures, total),
    phaseRates: run.phases.map((phase) => ({
      phase: phase.name,
      traced: phase.traced,
      rate: rate(phase.mismatches, phase.operations),
    })),
  };
}
