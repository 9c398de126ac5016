import type { CommandRun, Findings } from '@uringlab/schema';
import type { MailContext } from '../report-input.ts';

/** What a report on a command is made from: the contents of its run directory. */
export interface CommandReportInput extends MailContext {
  run: CommandRun;
  findings: Findings;
  /** Kernel log lines of the interval; counted, never quoted whole. */
  dmesg: string;
}
