import { isBisection } from '@uringlab/schema';
import { type ReplyOptions, readThread } from './mail/thread.ts';
import { readBisectionReport } from './regression/read-bisection-report.ts';
import { renderReport } from './render-report.ts';
import { renderRun } from './render-run.ts';
import { reportContents, writeFiles } from './write-files.ts';

/** How the mail of a run is to be written. */
export interface ReportOptions extends ReplyOptions {
  /** Write report.mbox as well: the mail as a mailbox of one, mboxrd. */
  mbox?: boolean;
}

/**
 * Writes report.txt, report.eml, report.html, and repro.c, repro.fio and repro.sh where there are any, into a run
 * directory that has findings.json; report.mbox when it is asked for. Into the directory of a bisection that is at its end go the mail
 * on its bad run with what was found, and the reproducers; its page is bisect.html. What an earlier report has written and no
 * longer applies is removed. Returns the names written. Throws E_RUN_DAMAGED, E_NO_SPACE, E_SYSTEM, and E_USAGE
 * for options that make no mail, and for a bisection that is not at its end.
 */
export async function writeReport(directory: string, options: ReportOptions = {}): Promise<string[]> {
  const thread = readThread(options);
  const isSearch = isBisection(directory);
  const files = isSearch
    ? renderReport({ ...(await readBisectionReport(directory)), thread })
    : await renderRun(directory, { thread });
  const html = isSearch ? null : files.html;
  return writeFiles(directory, reportContents({ ...files, html }, options.mbox === true));
}
