import {
  describeLook,
  type Evidence,
  formatBytes,
  formatHex,
  type Look,
  type Mismatch,
} from '@uringlab/schema';
import type { CaseFile } from '../case-file.ts';
import { valueAt } from '../tally-reads.ts';
import { findWriteTrigger } from '../triggers/short-write.ts';
import { arrivedBytes } from './looks.ts';
import type { Judgement, Rule } from './rule.ts';

/** What the file has behind the count, in words. */
function describeBehind(look: Look, total: number): string {
  if (arrivedBytes(look) <= total) return 'ends there';
  const behind = new Set(look.ranges.filter(({ end }) => end > total).map((range) => range.class));
  if ([...behind].every((kind) => kind === 'old-generation' || kind === 'torn'))
    return 'has what was written there before';
  return [...behind].every((kind) => kind === 'zeroes') ? 'has zeroes there' : 'has other data there';
}

/** `4 of 8 looked at have what was written there before, 4 end there`: what is told of all files. */
function describeFiles(looked: readonly Mismatch[]): string {
  const counts = new Map<string, number>();
  for (const { looks, total } of looked) {
    const what = describeBehind(looks.buffered, total);
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  return [...counts].map(([what, count]) => `${count} of ${looked.length}: the file ${what}`).join('; ');
}

/** What was found in the first file of each kind. */
function listRanges(subject: CaseFile): Evidence[] {
  const kinds = new Map(
    subject.unwritten.toReversed().map((each) => [describeBehind(each.looks.buffered, each.total), each]),
  );
  return [...kinds.values()].flatMap(({ offset, length, looks }) =>
    (['buffered', 'direct'] as const).flatMap((name) => {
      const look = looks[name];
      if (look === undefined) return [];
      const place = `${name} pread at ${formatHex(offset)} + ${length}`;
      return [{ source: 'look' as const, text: `${place}: ${describeLook(look, subject.run)}` }];
    }),
  );
}

/** Nothing was taken for written that was not. */
function judgeHandling({ writes }: CaseFile): Judgement {
  if (writes.short.length === 0) return { holds: 'moot' };
  const ways = [
    ...(writes.continued > 0 ? [`asked for the rest of ${writes.continued}`] : []),
    ...(writes.refused > 0 ? [`took ${writes.refused} for errors`] : []),
  ];
  const used = writes.short.length - writes.continued - writes.refused;
  if (used > 0) return { holds: 'unknown', missing: `what became of ${used} short writes was not recorded` };
  return {
    holds: 'no',
    excludedBy: `the application ${ways.join(' and ')} of ${writes.short.length} short writes`,
  };
}

/** The kernel says how much it wrote (write(2)); what it did not write is in no file, whatever the application thinks. */
export const unhandledShortWrite: Rule<CaseFile> = {
  claim: 'The application takes a short write for a full one',
  judge(subject) {
    const { ops, run, unwritten, writes } = subject;
    const row = unwritten[0]?.row ?? writes.believed[0];
    if (row === undefined) return judgeHandling(subject);
    const first = unwritten[0];
    const length = valueAt(ops.length, row);
    const total = valueAt(ops.total, row);
    const trigger = findWriteTrigger(subject);
    const file = run.files.find(({ index }) => index === ops.file[row])?.name ?? 'the file';
    return {
      holds: 'yes',
      charge: {
        culprit: 'application',
        class: 'unhandled-short-write',
        trigger: trigger.trigger,
        title: 'application: unhandled short write',
        sentence:
          `A ${formatBytes(length)} write came back as ${total} bytes and the application took all of it for written, of which the ` +
          `other ${length - total} bytes were never written` +
          `${first === undefined ? '' : ` (${file} ${describeBehind(first.looks.buffered, total)})`}: ${trigger.cause}.`,
        confidence: trigger.confidence,
        fault: true,
        evidence: [
          {
            source: 'ring',
            text:
              `row ${row}: res = ${valueAt(ops.result, row)} of ${length} at offset ${ops.offset[row]} of ${file}; ` +
              `${writes.believed.length} of ${writes.writes} writes alike`,
          },
          ...(unwritten.length === 0
            ? []
            : [{ source: 'look' as const, text: `behind the count, ${describeFiles(unwritten)}` }]),
          ...listRanges(subject),
          ...trigger.evidence,
        ],
        fixedBy: null,
      },
    };
  },
};
