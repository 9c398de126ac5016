import { formatBytes, type Mismatch, type SectorRange } from '@uringlab/schema';
import type { CaseFile } from '../case-file.ts';
import { valueAt } from '../tally-reads.ts';
import { findTrigger } from '../triggers/find-trigger.ts';
import type { Judgement, Rule } from './rule.ts';

const ORIGINS: Partial<Record<SectorRange['class'], string>> = {
  right: 'right by chance',
  poison: 'the poison put there before the request',
  'earlier-read': 'data an earlier read had left in the buffer',
};

/** What the bytes behind the count are: `the poison put there before the request`, with counts when they are of several kinds. */
export function describeTail({ looks, total, length }: Mismatch): string {
  const bytes = new Map<string, number>();
  for (const range of looks.ring.ranges) {
    const inTail = Math.min(range.end, length) - Math.max(range.start, total);
    if (inTail <= 0) continue;
    const what = ORIGINS[range.class] ?? range.class;
    bytes.set(what, (bytes.get(what) ?? 0) + inTail);
  }
  const kinds = [...bytes];
  return kinds.length === 1
    ? (kinds[0]?.[0] ?? '')
    : kinds.map(([what, count]) => `${count} bytes ${what}`).join(', ');
}

/** No tail was wrong: either the consumer looked after its short reads, or it was lucky. */
function judgeHandling({ tally }: CaseFile): Judgement {
  const short = tally.shortInside.length;
  if (short === 0) return { holds: 'moot' };
  const used = short - tally.continued - tally.refused;
  if (used > 0) {
    return {
      holds: 'unknown',
      missing: `${used} of ${short} short reads were taken for whole, and the bytes behind their count were right by chance`,
    };
  }
  const ways = [
    ...(tally.continued > 0 ? [`asked for the rest of ${tally.continued}`] : []),
    ...(tally.refused > 0 ? [`did not use ${tally.refused}`] : []),
  ];
  return { holds: 'no', excludedBy: `the application ${ways.join(' and ')} of ${short} short reads` };
}

export const unhandledShortRead: Rule<CaseFile> = {
  claim: 'The application takes a short read for a full one',
  judge(subject) {
    const { mismatches, ops, tally } = subject;
    const row = tally.wrongTail[0];
    if (row === undefined) return judgeHandling(subject);
    const rows = new Set(tally.wrongTail);
    const kept = mismatches.filter((mismatch) => rows.has(mismatch.row));
    const first = kept[0];
    const trigger = findTrigger(subject, kept);
    const length = valueAt(ops.length, first?.row ?? row);
    const total = valueAt(ops.total, first?.row ?? row);
    const tail = first === undefined ? 'not what was read' : describeTail(first);
    return {
      holds: 'yes',
      charge: {
        culprit: 'application',
        class: 'unhandled-short-read',
        trigger: trigger.trigger,
        title: trigger.title ?? 'application: unhandled short read',
        sentence:
          `A ${formatBytes(length)} read came back as ${total} bytes and the application used the whole buffer, of which the ` +
          `other ${length - total} bytes are ${tail}: ${trigger.cause}.`,
        // Of ranges that nobody read again, the layers below may be to blame besides.
        confidence: first === undefined ? 'low' : trigger.confidence,
        fault: true,
        evidence: [
          {
            source: 'ring',
            text:
              `row ${first?.row ?? row}: res = ${valueAt(ops.result, first?.row ?? row)} of ${length} at offset ` +
              `${ops.offset[first?.row ?? row]}; ${first === undefined ? '' : `first wrong byte ${first.firstBad}, `}` +
              `${valueAt(ops.badBytes, first?.row ?? row)} wrong bytes; ${tally.wrongTail.length} of ${tally.reads} reads alike`,
          },
          ...(first === undefined
            ? []
            : [
                { source: 'look' as const, text: `the ${length - total} bytes behind the count are ${tail}` },
              ]),
          ...trigger.evidence,
        ],
        fixedBy: trigger.fixedBy,
      },
    };
  },
};
