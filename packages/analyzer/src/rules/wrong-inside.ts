import type { CaseFile } from '../case-file.ts';
import { findMisplacedRests } from './misplaced-rest.ts';
import { findPartners, findSharedBuffers, type Partners } from './shared-buffers.ts';

/** Rows of reads that are wrong inside the count that the ring returned, by what the application did to make them so. */
export interface WrongInside {
  /** The rest was asked for at a wrong offset. */
  misplaced: ReadonlySet<number>;
  /** The buffer was that of another request in flight as well. */
  shared: ReadonlySet<number>;
  /** Nothing that the application did explains them. */
  unexplained: readonly number[];
  partners: Partners;
}

export function sortWrongInside(subject: CaseFile): WrongInside {
  const misplaced = findMisplacedRests(subject);
  const partners = findPartners(subject);
  const shared = findSharedBuffers(subject, partners);
  const unexplained = subject.tally.wrongInside.filter((row) => !misplaced.has(row) && !shared.has(row));
  return { misplaced, shared, unexplained, partners };
}
