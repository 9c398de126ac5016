import { LabError } from '@uringlab/schema';
import type { Scenario } from '../scenario.ts';
import { cachedFirstPage } from './cached-first-page.ts';
import { coldRandom } from './cold-random.ts';
import { eioBehindGoodPages } from './eio-behind-good-pages.ts';
import { eofTail } from './eof-tail.ts';
import { nowaitPageBoundary } from './nowait-page-boundary.ts';
import { readaheadRace } from './readahead-race.ts';

/** The catalogue; the first is the default. */
export const SCENARIOS: readonly Scenario[] = [
  nowaitPageBoundary,
  eofTail,
  eioBehindGoodPages,
  readaheadRace,
  cachedFirstPage,
  coldRandom,
];

export const DEFAULT_SCENARIO = nowaitPageBoundary.name;

/** Throws E_USAGE for a name that is not in the catalogue. */
export function findScenario(name: string): Scenario {
  const scenario = SCENARIOS.find((candidate) => candidate.name === name);
  if (scenario === undefined) {
    throw new LabError('E_USAGE', `there is no scenario ${JSON.stringify(name)}`, {
      hint: `scenarios: ${SCENARIOS.map((candidate) => candidate.name).join(', ')}`,
    });
  }
  return scenario;
}
