import {
  isBisection,
  RUN_FILES,
  readCommandRunContents,
  readFailedGuestContents,
  readRunKind,
} from '@uringlab/schema';
import { renderCommandReport } from './command/render-command-report.ts';
import { renderGuestReport } from './guest/render-guest-report.ts';
import { toMboxrd } from './mail/mboxrd.ts';
import { type ReplyOptions, readThread } from './mail/thread.ts';
import { readAnalysis, readReportInput } from './read-analysis.ts';
import { readBisectionReport } from './regression/read-bisection-report.ts';
import { renderReport } from './render-report.ts';
import type { MailContext, ReportFiles } from './report-input.ts';
import { writeFiles } from './write-files.ts';

/** How the mail of a run is to be written. */
export interface ReportOptions extends ReplyOptions {
  /** Write report.mbox as well: the mail as a mailbox of one, mboxrd. */
  mbox?: boolean;
}

async function render(directory: string, context: MailContext): Promise<ReportFiles> {
  if (isBisection(directory)) return renderReport({ ...(await readBisectionReport(directory)), ...context });
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

/**
 * Writes report.txt, report.eml, report.html, and repro.c and repro.fio where there are any, into a run
 * directory that has findings.json; report.mbox when it is asked for. Into the directory of a bisection that is at its end go the mail
 * on its bad run with what was found, and the reproducers; its page is bisect.html. What an earlier report has written and no
 * longer applies is removed. Returns the names written. Throws E_RUN_DAMAGED, E_NO_SPACE, E_SYSTEM, and E_USAGE
 * for options that make no mail, and for a bisection that is not at its end.
 */
export async function writeReport(directory: string, options: ReportOptions = {}): Promise<string[]> {
  const files = await render(directory, { thread: readThread(options) });
  return writeFiles(directory, {
    [RUN_FILES.mailText]: files.mailText,
    [RUN_FILES.mail]: files.mail,
    [RUN_FILES.mailbox]: options.mbox === true ? toMboxrd(Buffer.from(files.mail), files.date) : null,
    [RUN_FILES.html]: isBisection(directory) ? null : files.html,
    [RUN_FILES.reproducer]: files.reproducer,
    [RUN_FILES.fioJob]: files.fioJob,
  });
}
