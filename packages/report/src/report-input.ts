import type { Findings, Mismatch, OpsColumns, Run } from '@uringlab/schema';
import type { Beyond } from './mail/beyond.ts';
import type { Thread } from './mail/thread.ts';
import type { Reproducers } from './reproducer/forms.ts';

/** What of a mail is not in its run. */
export interface MailContext {
  /** Date of the mail; the run's own time when left out, so that the same run gives the same bytes. */
  now?: Date;
  /** The mail that is answered; a thread is begun when left out. */
  thread?: Thread | null;
  /** What a bisection or a comparison found, where the run is shown for it. */
  beyond?: Beyond | null;
}

/** What a report is made from: the contents of a run directory. */
export interface ReportInput extends MailContext {
  run: Run;
  findings: Findings;
  mismatches: Mismatch[];
  ops: OpsColumns;
  /** Kernel log lines of the interval; counted, never quoted whole. */
  dmesg: string;
}

export interface ReportFiles extends Reproducers {
  /** The body of the mail. */
  mailText: string;
  /** The whole message, and the date in it. */
  mail: string;
  date: Date;
  /** One page, nothing outside it. */
  html: string;
}
