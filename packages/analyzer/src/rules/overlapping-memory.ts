import { describeLook, type Evidence, formatHex, formatNanoseconds } from '@uringlab/schema';
import type { CaseFile } from '../case-file.ts';
import { valueAt } from '../tally-reads.ts';
import type { Rule } from './rule.ts';
import type { Partners } from './shared-buffers.ts';
import { sortWrongInside } from './wrong-inside.ts';

function describeRead({ ops, run }: CaseFile, row: number): string {
  const file = run.files.find(({ index }) => index === valueAt(ops.file, row))?.name ?? 'a file';
  return `row ${row}, ${valueAt(ops.length, row)} bytes at ${formatHex(Number(ops.offset[row] ?? 0n))} of ${file}`;
}

/** When two requests had the buffer, on the clock of ops.arrow. */
function describePair(subject: CaseFile, row: number, other: number, partners: Partners): Evidence {
  const { ops } = subject;
  const [first, second] = row < other ? [row, other] : [other, row];
  const [begin = 0n, end = 0n] = [ops.submitNs[first], ops.completeNs[first]];
  const [joined = 0n] = [ops.submitNs[second]];
  return {
    source: 'ring',
    text:
      `buffer ${valueAt(ops.buffer, row)} is that of ${describeRead(subject, first)}, and of ${describeRead(subject, second)}, ` +
      `submitted ${joined === begin ? 'together with' : `${formatNanoseconds(Number(joined - begin))} after`} it; the completion of the first was taken ` +
      `${formatNanoseconds(Number(end - begin))} after its submission; ${partners.size} of ${ops.result.length} requests had such a partner`,
  };
}

/** The bytes of one request in the buffer of another, and both had it at one time: the kernel wrote where it was told to. */
export const overlappingMemory: Rule<CaseFile> = {
  claim: 'Requests in flight at one time share memory',
  judge(subject) {
    const { mismatches, ops, run, tally } = subject;
    const { partners, shared } = sortWrongInside(subject);
    const kept = mismatches.find(({ row }) => shared.has(row));
    const row = kept?.row ?? partners.keys().next().value;
    const other = row === undefined ? undefined : partners.get(row)?.[0];
    if (row === undefined || other === undefined) {
      if (tally.wrongInside.length === 0) return { holds: 'moot' };
      return {
        holds: 'no',
        excludedBy: `no two of ${ops.result.length} requests had the same buffer at one time`,
      };
    }
    const pair = `Two requests, ${row} and ${other}, were in flight at one time and had one buffer`;
    return {
      holds: 'yes',
      charge: {
        culprit: 'application',
        class: 'overlapping-memory',
        trigger: null,
        title: 'application: requests in flight share memory',
        sentence:
          kept === undefined
            ? `${pair}, so that what is there in the end depends on which completes last; no read was seen to be the worse for it.`
            : `${pair}, so that the buffer of the read at ${formatHex(kept.offset)} holds what was read at ${formatHex(Number(ops.offset[other] ?? 0n))}: ` +
              'the application used the buffer again before it had taken the completion of what was being read into it.',
        confidence: kept === undefined ? 'high' : 'certain',
        fault: true,
        evidence: [
          describePair(subject, row, other, partners),
          ...(kept === undefined
            ? []
            : [{ source: 'look' as const, text: `the buffer: ${describeLook(kept.looks.ring, run)}` }]),
        ],
        fixedBy: null,
      },
    };
  },
};
