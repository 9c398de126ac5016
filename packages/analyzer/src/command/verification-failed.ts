import { type Evidence, formatHex, type ShortFinding, type VerifyError } from '@uringlab/schema';
import type { Charge, Rule } from '../rules/rule.ts';
import { type CommandCase, listVerifyErrors } from './command-case.ts';
import { describeRequest } from './describe-short.ts';
import { fileOf } from './request-subject.ts';

type Finding = Pick<Charge, 'culprit' | 'class' | 'title' | 'confidence'> & { because: string };

/**
 * What fio says falsely once it has asked for the rest of a short read: `verify=pattern` with `%o` does so from 3.33 on, and a version after 3.42 takes
 * another seed for the header's (both found by trial, fio at fault).
 */
const FALSE_ALARM = /^(?:pattern: verify failed|verify: bad header rand_seed)/;

function overlaps(finding: ShortFinding, { file, offset, length }: VerifyError): boolean {
  const sameFile = fileOf(finding.request) === file;
  return sameFile && finding.offset < offset + length && offset < finding.offset + finding.asked;
}

function describeRange({ file, offset, length }: VerifyError): string {
  return `${length} bytes at ${formatHex(offset)} of ${file}`;
}

/** What the looks at the range say of who is at fault. */
function weigh({ cacheIsDisk, receivedIsCache, expectedIsCache }: VerifyError): Finding {
  const unknown = {
    culprit: 'unknown',
    class: 'verification-failed',
    title: 'unknown: verification failed',
  } as const;
  if (cacheIsDisk === false)
    return {
      culprit: 'page-cache',
      class: 'page-cache-differs-from-disk',
      title: 'page cache: differs from disk',
      confidence: 'medium',
      because: 'a buffered and a direct read of the range give different bytes',
    };
  if (receivedIsCache === false && expectedIsCache === true)
    return {
      culprit: 'unknown',
      class: 'wrong-data-in-buffer',
      title: 'unknown: wrong data in the buffer',
      confidence: 'medium',
      because:
        'what fio had in its buffer is not what the file holds, and what it expected is: the file is right, and the read brought, or fio kept, other bytes',
    };
  if (receivedIsCache === true)
    return {
      ...unknown,
      confidence: 'medium',
      because:
        'the read brought what the file holds: either it was written so, or what was written is lost, or fio expects what it never wrote',
    };
  if (cacheIsDisk === true)
    return {
      ...unknown,
      confidence: 'low',
      because:
        'page cache and device hold the same, and what fio had received is not known (verify_dump=1 in the job keeps it)',
    };
  return { ...unknown, confidence: 'low', because: 'the range could not be read again when fio had ended' };
}

function charge(subject: CommandCase, errors: readonly VerifyError[], first: VerifyError): Charge {
  const handled = subject.found.handled.first.find((finding) => overlaps(finding, first));
  const isFalse = handled !== undefined && FALSE_ALARM.test(first.line);
  const { because, ...found } = isFalse
    ? {
        culprit: 'test-tool' as const,
        class: 'verification-failed' as const,
        title: 'test tool: false alarm of its verification',
        confidence: 'medium' as const,
        because:
          'its read had come back short and fio asked for the rest, after which this verification of fio is known to fail with the right data',
      }
    : weigh(first);
  const shown = errors.slice(0, 4);
  return {
    ...found,
    trigger: null,
    sentence: `The verification of fio failed for ${errors.length === 1 ? '' : `${errors.length} ranges, the first `}${describeRange(first)}, and no request of it was left short: ${because}.`,
    fault: true,
    evidence: [
      ...shown.map(({ line }): Evidence => ({ source: 'console', text: line })),
      ...shown.map((error): Evidence => ({ source: 'look', text: describeLook(error) })),
      ...(handled === undefined
        ? []
        : [{ source: 'strace' as const, text: `${describeRequest(handled)}; the rest was asked for` }]),
    ],
    fixedBy: null,
  };
}

function describeLook(error: VerifyError): string {
  const { cacheIsDisk, receivedIsCache, expectedIsCache } = error;
  const is = (value: boolean | null, what: string): string[] =>
    value === null ? [] : [`${what} ${value ? 'the same' : 'other'} bytes`];
  const told = [
    ...is(cacheIsDisk, 'the direct one gives'),
    ...is(receivedIsCache, 'fio had received'),
    ...is(expectedIsCache, 'fio expected'),
  ];
  if (told.length === 0) return `${describeRange(error)} could not be read again`;
  return `${describeRange(error)}, against a buffered pread when fio had ended: ${told.join(', ')}`;
}

/** fio verified, and says that data is wrong, where the requests themselves give no reason. */
export const verificationFailed: Rule<CommandCase> = {
  claim: 'The data that fio verified is wrong for another reason than its requests',
  judge(subject) {
    const errors = listVerifyErrors(subject);
    const [first] = errors;
    if (first === undefined) return { holds: 'moot' };
    const explained = subject.found.unhandled.first.some((finding) => overlaps(finding, first));
    if (explained)
      return {
        holds: 'no',
        excludedBy: `the read of ${describeRange(first)} was short, and its rest never asked for`,
      };
    return { holds: 'yes', charge: charge(subject, errors, first) };
  },
};
