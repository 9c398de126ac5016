import type { CommandRun, Findings } from '@uringlab/schema';

/** What a report on a command is made from: the contents of its run directory. */
export interface CommandReportInput {
  run: CommandRun;
  findings: Findings;
  /** Kernel log lines of the interval; counted, never quoted whole. */
  dmesg: string;
  /** Date of the mail; the run's own time when left out, so that the same run gives the same bytes. */
  now?: Date;
}
