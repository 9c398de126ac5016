import type { Consumer, Findings, Mismatch, Run, Verdict } from '@uringlab/schema';
import { kernelName } from './kernel-name.ts';
import { operationOf } from './operation.ts';
import { describeReadAgain, describeStorage } from './storage.ts';
import { closeSentence, continueSentence } from './wrap.ts';

/** Operations of all phases. */
export function countOperations(run: Run): number {
  return run.phases.reduce((sum, phase) => sum + phase.operations, 0);
}

/** How often, before it is said what: goes on with where. */
export function leadIn(verdict: Verdict, hits: number, total: number): string {
  if (verdict.fault === true) return hits === 0 ? `In ${total} requests` : `In ${hits} of ${total} requests`;
  if (verdict.class === 'no-fault-found') return `No fault was found in ${total} requests`;
  if (verdict.fault === null)
    return `There is no verdict, the evidence does not suffice, after ${total} requests`;
  return `This is legal and not a fault, seen in ${hits} of ${total} requests`;
}

/** The symptom alone: what a verdict's sentence says before it goes into origins and causes. */
export function symptom(sentence: string): string {
  const end = sentence.search(/: |, of which |(?<=[.!?]) (?=[A-Z])/);
  if (end < 0) return sentence;
  const said = sentence.slice(0, end);
  const open = said.lastIndexOf(' (');
  return open > said.lastIndexOf(')') ? said.slice(0, open) : said;
}

/** The first sentence: rate, versions, symptom. Says at once when there is no fault. */
export function opening(run: Run, findings: Findings): string {
  const { rate, verdict } = findings;
  const total = rate?.total ?? countOperations(run);
  const shorts = run.phases.reduce((sum, phase) => sum + phase.shortReads, 0);
  const lead = leadIn(verdict, verdict.fault === true ? (rate?.hits ?? 0) : shorts, total);
  const where = `on Linux ${kernelName(run.environment)} (${run.environment.machine}, ${run.testbed.filesystem})`;
  return `${lead} ${where}: ${continueSentence(symptom(verdict.sentence))}`;
}

const TOLD: Readonly<Record<Consumer, string>> = {
  ignore: 'ignore the count and use the whole buffer',
  strict: 'refuse a short result',
  resubmit: 'ask for the rest of a short result',
  'resubmit-wrong-offset':
    'ask for the rest of a short result at the file offset that is the number of bytes done',
};

function sharesBuffers({ phases }: Run): string {
  return phases.some(({ ring }) => (ring.slotsPerBuffer ?? 1) > 1)
    ? ', and to have one buffer for several requests in flight'
    : '';
}

const TOLD_OF_WRITES: Readonly<Record<Consumer, string>> = {
  ignore: 'ignore the count and take everything for written',
  strict: 'take a short result for an error',
  resubmit: 'ask for the rest of a short result',
  'resubmit-wrong-offset': 'ask for the rest of a short result',
};

function describeApplication(run: Run): string {
  const isWriter = operationOf(run).one === 'write';
  const told = (isWriter ? TOLD_OF_WRITES : TOLD)[run.consumer];
  return `The application here is the lab's own ${isWriter ? 'writer' : 'reader'}, told to ${told}${sharesBuffers(run)} (consumer "${run.consumer}").`;
}

function describeDamage({ class: found }: Verdict, mismatch: Mismatch | undefined): string {
  if (mismatch === undefined) return 'No buffer held anything but what its consumer took it for.';
  const { badBytes, firstBad, length, total } = mismatch;
  switch (found) {
    case 'unhandled-short-read':
      return `The application took ${badBytes} of ${length} bytes of the buffer for data that the kernel had not said to be there.`;
    case 'unhandled-short-write':
      return `The application took ${badBytes} of ${length} bytes for written of which the kernel had not said so.`;
    case 'legal-short-read':
      return `${length - total} of ${length} bytes of the buffer lie behind the count that the kernel returned.`;
    default:
      return `${badBytes} of ${length} bytes of the buffer differ from what was last written, the first at ${firstBad}.`;
  }
}

/** A reader on a kernel list wants to know at once whether it is the kernel that has to change. */
export function describeKernelsPart({ class: fault, fixedBy, trigger }: Verdict): string[] {
  if (fault === 'retry-at-wrong-offset')
    return [
      'The kernel was within its rights: it brought what it was asked for. It is the application that has to ask at the offset where the read stopped.',
    ];
  if (fault === 'overlapping-memory')
    return [
      'The kernel was within its rights: it wrote where it was told to. It is the application that has to leave a buffer alone until it has taken the completion.',
    ];
  if (fault === 'unhandled-short-write' && trigger !== 'unknown') {
    return [
      'The kernel was within its rights: a write may take fewer bytes than it was given. It is the application that has to ask for the rest.',
    ];
  }
  if (fault !== 'unhandled-short-read' || fixedBy !== null || trigger === 'unknown') return [];
  const asked = trigger === 'nowait-partly-cached' ? ', and RWF_NOWAIT asks it not to wait' : '';
  return [
    `The kernel was within its rights: a read may bring fewer bytes than it was asked for${asked}. It is the application that has to ask for the rest.`,
  ];
}

/**
 * The paragraph after the opening: the verdict with its confidence, which says who has to act; then who the application is, what the
 * opening left unsaid, observed impact, state of cache and disk.
 */
export function impact(run: Run, findings: Findings, mismatches: readonly Mismatch[]): string {
  const { verdict } = findings;
  const { fixedBy, sentence } = verdict;
  return [
    `The verdict is "${verdict.title}", confidence ${verdict.confidence}.`,
    describeApplication(run),
    ...(symptom(sentence) === sentence ? [] : [closeSentence(sentence)]),
    describeDamage(verdict, mismatches[0]),
    describeStorage(verdict, mismatches.length === 0 ? '' : describeReadAgain(run, mismatches), mismatches),
    ...describeKernelsPart(verdict),
    ...(fixedBy === null
      ? []
      : [`It is mended by ${fixedBy.commit} ("${fixedBy.subject}") in ${fixedBy.release}.`]),
  ].join(' ');
}
