import { formatBytes, type Mismatch, type SectorRange } from '@uringlab/schema';
import type { CaseFile } from '../case-file.ts';
import { findTrigger } from '../triggers/find-trigger.ts';
import type { Rule } from './rule.ts';

/** The kernel wrote nothing behind the count it returned, and that is where the wrong bytes begin. */
export function isUnhandledShortRead(mismatch: Mismatch): boolean {
  return mismatch.result >= 0 && mismatch.total < mismatch.length && mismatch.firstBad >= mismatch.total;
}

const ORIGINS: Partial<Record<SectorRange['class'], string>> = {
  poison: 'the poison put there before the request',
  'earlier-read': 'data an earlier read had left in the buffer',
};

function describeTail(mismatches: readonly Mismatch[]): string {
  const classes = new Set(
    mismatches
      .flatMap((mismatch) => mismatch.looks.ring.ranges.map((range) => range.class))
      .filter((kind) => kind !== 'right'),
  );
  return [...classes].map((kind) => ORIGINS[kind] ?? kind).join(' and ');
}

export const unhandledShortRead: Rule<CaseFile> = {
  claim: 'The application takes a short read for a full one',
  judge(subject) {
    const { run, mismatches, tally } = subject;
    const isEnd = (mismatch: Mismatch): boolean =>
      mismatch.offset + mismatch.total >=
      (run.files.find((file) => file.index === mismatch.file)?.bytes ?? Number.POSITIVE_INFINITY);
    const unhandled = mismatches.filter((mismatch) => isUnhandledShortRead(mismatch) && !isEnd(mismatch));
    const first = unhandled[0];
    if (first === undefined) {
      if (tally.shortInside.length === 0) return { holds: 'moot' };
      const handled =
        tally.continued > 0 ? `asked for the rest of ${tally.continued}` : `refused ${tally.refused}`;
      return {
        holds: 'no',
        excludedBy: `the application ${handled} of ${tally.shortInside.length} short reads`,
      };
    }
    const trigger = findTrigger(subject, unhandled);
    const tail = describeTail(unhandled);
    return {
      holds: 'yes',
      charge: {
        culprit: 'application',
        class: 'unhandled-short-read',
        trigger: trigger.trigger,
        title: 'application: unhandled short read',
        sentence:
          `A ${formatBytes(first.length)} read came back as ${first.total} bytes and the application used the whole buffer, of which the ` +
          `other ${first.length - first.total} bytes are ${tail}: ${trigger.cause}.`,
        confidence: trigger.confidence,
        fault: true,
        evidence: [
          {
            source: 'ring',
            text:
              `row ${first.row}: res = ${first.result} of ${first.length} at offset ${first.offset}; first wrong byte ${first.firstBad}, ` +
              `${first.badBytes} wrong bytes`,
          },
          { source: 'look', text: `the tail of the buffer is ${tail}` },
          ...trigger.evidence,
        ],
        fixedBy: trigger.fixedBy,
      },
    };
  },
};
