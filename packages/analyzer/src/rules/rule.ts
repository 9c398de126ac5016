import type { Alternative, Verdict } from '@uringlab/schema';

/** What a rule finds when its claim holds; the alternatives and unknowns come from the other rules. */
export type Charge = Omit<Verdict, 'alternatives' | 'unknowns' | 'pageCacheRight' | 'diskRight'>;

export type Judgement =
  | { holds: 'yes'; charge: Charge }
  /** The claim is ruled out, by this test. */
  | { holds: 'no'; excludedBy: string }
  /** Nothing here can tell; `missing` says what would. */
  | { holds: 'unknown'; missing: string }
  /** The claim makes no sense of this case, so neither it nor its contrary is worth a line. */
  | { holds: 'moot' };

/** One claim about what went wrong, and the test that decides it. One file each. */
export interface Rule<Case> {
  /** A statement: `The data on disk is wrong`. */
  claim: string;
  judge(subject: Case): Judgement;
}

export interface Judged {
  charge: Charge | null;
  alternatives: Alternative[];
  unknowns: string[];
}

/** The first claim that holds is the verdict; every claim ruled out is an alternative with its test. */
export function judgeAll<Case>(rules: readonly Rule<Case>[], subject: Case): Judged {
  const judged: Judged = { charge: null, alternatives: [], unknowns: [] };
  for (const rule of rules) {
    const judgement = rule.judge(subject);
    if (judgement.holds === 'yes') judged.charge ??= judgement.charge;
    else if (judgement.holds === 'no')
      judged.alternatives.push({ claim: rule.claim, excludedBy: judgement.excludedBy });
    else if (judgement.holds === 'unknown') judged.unknowns.push(`${rule.claim}: ${judgement.missing}`);
  }
  return judged;
}
