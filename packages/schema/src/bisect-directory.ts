import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Bisect, BisectSchema } from './bisect.ts';
import { CAMPAIGN_FILES } from './campaign.ts';
import { parseJson, readPart } from './run-directory.ts';

/** Whether a directory is that of a bisection. */
export function isBisection(directory: string): boolean {
  return existsSync(join(directory, CAMPAIGN_FILES.bisect));
}

/** bisect.json of a bisection's directory. Throws E_RUN_DAMAGED. */
export async function readBisect(directory: string): Promise<Bisect> {
  return parseJson(BisectSchema, CAMPAIGN_FILES.bisect, await readPart(directory, CAMPAIGN_FILES.bisect));
}
