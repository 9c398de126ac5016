import type { FailedGuestRun, Findings } from '@uringlab/schema';
import type { MailContext } from '../report-input.ts';

/** What a report on a guest that failed is made from: the contents of its run directory. */
export interface GuestReportInput extends MailContext {
  run: FailedGuestRun;
  findings: Findings;
}
