import { readCommandRunContents, readFailedGuestContents, readRunKind } from '@uringlab/schema';
import { renderCommandReport } from './command/render-command-report.ts';
import { renderGuestReport } from './guest/render-guest-report.ts';
import { readAnalysis, readReportInput } from './read-analysis.ts';
import { renderReport } from './render-report.ts';
import type { MailContext, ReportFiles } from './report-input.ts';

/** The report on an analyzed run directory, whichever kind of run it is of. Throws E_RUN_DAMAGED. */
export async function renderRun(directory: string, context: MailContext): Promise<ReportFiles> {
  const kind = await readRunKind(directory);
  if (kind === 'command') {
    const { run, dmesg } = await readCommandRunContents(directory);
    return renderCommandReport({ run, findings: await readAnalysis(directory), dmesg, ...context });
  }
  if (kind === 'guest-failure') {
    const { run } = await readFailedGuestContents(directory);
    return renderGuestReport({ run, findings: await readAnalysis(directory), ...context });
  }
  return renderReport({ ...(await readReportInput(directory)), ...context });
}
