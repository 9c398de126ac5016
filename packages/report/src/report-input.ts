import type { Findings, Mismatch, OpsColumns, Run } from '@uringlab/schema';

/** What a report is made from: the contents of a run directory. */
export interface ReportInput {
  run: Run;
  findings: Findings;
  mismatches: Mismatch[];
  ops: OpsColumns;
  /** Kernel log lines of the interval; counted, never quoted whole. */
  dmesg: string;
  /** Date of the mail; the run's own time when left out, so that the same run gives the same bytes. */
  now?: Date;
}

export interface ReportFiles {
  /** The body of the mail. */
  mailText: string;
  /** The whole message. */
  mail: string;
  /** One page, nothing outside it. */
  html: string;
  /** A C program on liburing, where the trigger is one that a program can bring about. */
  reproducer: string | null;
  /** A job file, where fio can express the trigger. */
  fioJob: string | null;
}
