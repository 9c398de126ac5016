import type { Row } from '../text/facts.ts';

/** What the mail on a run says beyond that run: of the other kernels of a bisection, or the other runs of a comparison. */
export interface Beyond {
  /** Part of the Message-ID, such as `bisect`: it is another mail than that on the run alone. */
  name: string;
  /** Sentences that end the first paragraph. */
  sentences: string[];
  /** At most five rows of the fact block. */
  rows: Row[];
  /** Parts of the body that stand behind the environment. */
  sections: { heading: string; text: string }[];
  isRegression: boolean;
  /** What regzbot is told, without the title, which is the mail's subject; null where it is no regression. */
  introduced: string | null;
  /** Lists that have to hear of it (Documentation/admin-guide/reporting-regressions.rst). */
  cc: string[];
  /** The commit whose author and signers have to hear of it. */
  culprit: string | null;
}
