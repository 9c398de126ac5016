import { LabError } from '@uringlab/schema';
import type { Scenario } from '../scenario.ts';
import { bufferReusedInFlight } from './buffer-reused-in-flight.ts';
import { cachedFirstPage } from './cached-first-page.ts';
import { cleanMixedLoad } from './clean-mixed-load.ts';
import { coldRandom } from './cold-random.ts';
import { eioBehindGoodPages } from './eio-behind-good-pages.ts';
import { eofTail } from './eof-tail.ts';
import { foreignData } from './foreign-data.ts';
import { holePunchedUnderRead } from './hole-punched-under-read.ts';
import { lostWrite } from './lost-write.ts';
import { misdirectedWrite } from './misdirected-write.ts';
import { nowaitPageBoundary } from './nowait-page-boundary.ts';
import { readaheadRace } from './readahead-race.ts';
import { retryAtWrongOffset } from './retry-at-wrong-offset.ts';
import { seedJobNowait } from './seed-job-nowait.ts';
import { stalePageCache } from './stale-page-cache.ts';
import { tornWrite } from './torn-write.ts';
import { truncatedUnderRead } from './truncated-under-read.ts';
import { writeIntoFullFilesystem } from './write-into-full-filesystem.ts';
import { writeOverFileSizeLimit } from './write-over-file-size-limit.ts';

/** The catalogue; the first is the default. */
export const SCENARIOS: readonly Scenario[] = [
  nowaitPageBoundary,
  retryAtWrongOffset,
  bufferReusedInFlight,
  eofTail,
  eioBehindGoodPages,
  readaheadRace,
  cachedFirstPage,
  coldRandom,
  seedJobNowait,
  stalePageCache,
  lostWrite,
  tornWrite,
  misdirectedWrite,
  writeOverFileSizeLimit,
  writeIntoFullFilesystem,
  foreignData,
  truncatedUnderRead,
  holePunchedUnderRead,
  cleanMixedLoad,
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
