import type { SectorClass } from '@uringlab/schema';
import { type DiskFault, nameDiskFault } from './disk-fault.ts';
import { countLookedAt, describeRight, judgeUnlooked, type LooksCase, listLooks, wrongIn } from './looks.ts';
import type { Rule } from './rule.ts';

const NAMED: Readonly<Record<DiskFault, { title: string; means: string }>> = {
  'lost-write': { title: 'lost write', means: 'whole writes are not there' },
  'torn-write': { title: 'torn write', means: 'of a write a part is there, and the rest is not' },
  'misdirected-write': {
    title: 'misdirected write',
    means: 'what was written to one place lies at another, and its own place holds what was there before',
  },
};

/** What is found, in words; of most classes the name says it. */
const WORDS: Readonly<Partial<Record<SectorClass, string>>> = {
  'old-generation': 'an older write (old-generation)',
  'other-offset': 'data of another offset of the file (other-offset)',
  'other-file': 'data that belongs to another file (other-file)',
  'other-run': 'data of another run (other-run)',
};

/** A read with O_DIRECT bypasses the page cache: what it brings is what the device holds. */
export const wrongDataOnDisk: Rule<LooksCase> = {
  claim: 'The data on disk is wrong (a lost, torn or misdirected write)',
  judge(subject) {
    const { mismatches } = subject;
    if (mismatches.length === 0) return judgeUnlooked(subject);
    const wrong = wrongIn(mismatches, 'direct');
    const first = wrong[0];
    if (first === undefined) {
      const right = describeRight(subject, 'direct');
      return right === undefined
        ? { holds: 'unknown', missing: 'no direct read (O_DIRECT) of the failing ranges brought a byte' }
        : { holds: 'no', excludedBy: `direct pread (O_DIRECT): ${right}` };
    }
    const kinds = [...new Set(first.looks.direct?.ranges.map((range) => range.class))].flatMap((kind) =>
      kind === 'right' ? [] : (WORDS[kind] ?? kind),
    );
    const fault = nameDiskFault(subject, wrong);
    const named = fault === undefined ? undefined : NAMED[fault];
    return {
      holds: 'yes',
      charge: {
        culprit: 'unknown',
        class: fault ?? 'wrong-data-on-disk',
        trigger: null,
        title: `below the page cache: ${named?.title ?? 'data on disk is wrong'}`,
        sentence: `In ${wrong.length} of ${countLookedAt(subject)}, a direct read brings ${kinds.join(', ')} instead of what was last written${named === undefined ? '' : `: ${named.means}`}.`,
        confidence: 'high',
        fault: true,
        evidence: listLooks(wrong, 'direct', subject.run),
        fixedBy: null,
      },
    };
  },
};
