import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Findings, LabError, RUN_FILES, readFindings, readRunContents } from '@uringlab/schema';
import type { ReportInput } from './report-input.ts';

/** findings.json of a run directory. Throws E_RUN_DAMAGED, with the command that writes it where there is none. */
export async function readAnalysis(directory: string): Promise<Findings> {
  try {
    return await readFindings(directory);
  } catch (cause) {
    if (!existsSync(join(directory, RUN_FILES.findings)))
      throw new LabError('E_RUN_DAMAGED', `${directory} has no ${RUN_FILES.findings}`, {
        cause,
        hint: `run \`uringlab analyze ${directory}\` first`,
      });
    throw cause;
  }
}

/** All that a report on an analysed run of a scenario is made from. Throws E_RUN_DAMAGED. */
export async function readReportInput(directory: string): Promise<ReportInput> {
  const { run, ops, mismatches, dmesg } = await readRunContents(directory);
  return { run, findings: await readAnalysis(directory), mismatches, ops, dmesg };
}
