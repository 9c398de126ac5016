import type { Confidence, Evidence, Mismatch, Trigger, Verdict } from '@uringlab/schema';
import type { CaseFile } from '../case-file.ts';

/** Why the kernel returned short. */
export interface TriggerFound {
  trigger: Trigger;
  /** What the kernel did, for the verdict's title, where there is more to say than that a read was short. */
  title?: string;
  /** A clause for the verdict's sentence, without a full stop. */
  cause: string;
  confidence: Confidence;
  evidence: Evidence[];
  fixedBy: Verdict['fixedBy'];
}

/** One way for a read to become short. One file each. */
export interface TriggerTest {
  /** Whether this mismatch shows it. */
  explains(subject: CaseFile, mismatch: Mismatch): boolean;
  /** What the mismatches that show it (at least one) show together. */
  describe(subject: CaseFile, explained: readonly Mismatch[]): TriggerFound;
}

/** Of a read that the kernel began without waiting, and ended before it had everything. */
export const ASYNC_READ_TITLE = "short read from the kernel's async buffered read, unhandled by the consumer";
