import type { LineKind } from './line-kinds.ts';
import type { LintedMail } from './mail.ts';

/** E: a report that breaks it is not ready to be sent. W: a reader will mind. */
export type Severity = 'E' | 'W';

export interface LintFinding {
  /** Number of the rule. */
  rule: number;
  severity: Severity;
  /** Line of the file; null for what is about the whole, or is missing. */
  line: number | null;
  /** What is wrong, in a sentence. */
  text: string;
}

export interface LintInput {
  mail: LintedMail;
  /** What each line of the body is. */
  kinds: readonly LineKind[];
  /** `[REGRESSION]` in the subject. */
  isRegression: boolean;
  /** It answers another mail. */
  isReply: boolean;
}

/** What a rule has to say; `index` is of a line of the body. */
export interface Broken {
  rule: number;
  severity?: Severity;
  index?: number;
  text: string;
}

/** Rules of one subject matter; pure. */
export type Check = (input: LintInput) => Iterable<Broken>;
