import type { FailedGuestRun } from '@uringlab/schema';
import { renderTemplate, type SharedInput, sharedParts } from '../html/page.ts';
import { guestEnvironment, guestFacts, repeatGuestRun } from './guest-rows.ts';
import { guestImpact, guestOpening } from './guest-summary.ts';

export interface GuestPageInput extends SharedInput {
  run: FailedGuestRun;
}

/** The page of a run whose guest failed: that of a scenario without what only a finished run has. */
export function renderGuestPage(input: GuestPageInput): string {
  const { run, findings } = input;
  return renderTemplate({
    ...sharedParts(input),
    scenario: false,
    runs: null,
    run,
    name: run.scenario.name,
    opening: guestOpening(run, findings),
    impact: guestImpact(run, findings),
    facts: guestFacts(run).map(([label, value]) => ({ label, value })),
    environment: guestEnvironment(run).map(([label, value]) => ({ label, value })),
    noReproducer: `No standalone program. The run is repeated by: ${repeatGuestRun(run)}`,
  });
}
