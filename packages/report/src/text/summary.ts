import type { Findings, Mismatch, Run, Verdict } from '@uringlab/schema';
import { continueSentence } from './wrap.ts';

/** Operations of all phases. */
export function countOperations(run: Run): number {
  return run.phases.reduce((sum, phase) => sum + phase.operations, 0);
}

function leadIn(verdict: Verdict, hits: number, total: number): string {
  if (verdict.fault === true) return hits === 0 ? `In ${total} requests` : `In ${hits} of ${total} requests`;
  if (verdict.class === 'no-fault-found') return `No fault was found in ${total} requests`;
  if (verdict.fault === null)
    return `There is no verdict, the evidence does not suffice, after ${total} requests`;
  return `This is legal and not a fault, seen in ${hits} of ${total} requests`;
}

/** The sentences of a text: a full stop, a blank, a capital. */
function splitSentences(text: string): [first: string, rest: string] {
  const end = text.search(/(?<=[.!?]) (?=[A-Z])/);
  return end < 0 ? [text, ''] : [text.slice(0, end), text.slice(end + 1)];
}

/** The first sentence: rate, versions, symptom. Says at once when there is no fault. */
export function opening(run: Run, findings: Findings): string {
  const { rate, verdict } = findings;
  const total = rate?.total ?? countOperations(run);
  const shorts = run.phases.reduce((sum, phase) => sum + phase.shortReads, 0);
  const lead = leadIn(verdict, verdict.fault === true ? (rate?.hits ?? 0) : shorts, total);
  const where = `on Linux ${run.environment.release} (${run.environment.machine}, ${run.testbed.filesystem})`;
  const [sentence] = splitSentences(verdict.sentence);
  return `${lead} ${where}: ${continueSentence(sentence)}`;
}

function describeState(right: boolean | null): string {
  if (right === null) return 'was not compared';
  return right ? 'holds what was last written' : 'does not hold what was last written';
}

/** Whether page cache and medium are corrupt, in one sentence. */
export function describeStorage(verdict: Verdict): string {
  const { pageCacheRight, diskRight } = verdict;
  if (pageCacheRight === true && diskRight === true) {
    return 'Page cache and disk both hold what was last written: neither is corrupt.';
  }
  return `The page cache ${describeState(pageCacheRight)}; the disk ${describeState(diskRight)}.`;
}

function describeDamage(verdict: Verdict, mismatch: Mismatch | undefined): string {
  if (mismatch === undefined) return 'No buffer held anything but what its consumer took it for.';
  const bytes = `${mismatch.badBytes} of ${mismatch.length} bytes of the buffer`;
  switch (verdict.class) {
    case 'unhandled-short-read':
      return `The application took ${bytes} for data that the kernel had not said to be there.`;
    case 'legal-short-read':
      return `${bytes} lie behind the count that the kernel returned.`;
    default:
      return `${bytes} differ from what was last written, the first at ${mismatch.firstBad}.`;
  }
}

/** A reader on a kernel list wants to know at once whether it is the kernel that has to change. */
function describeKernelsPart({ class: fault, fixedBy, trigger }: Verdict): string[] {
  if (fault !== 'unhandled-short-read' || fixedBy !== null || trigger === 'unknown') return [];
  const asked = trigger === 'nowait-partly-cached' ? ', and RWF_NOWAIT asks it not to wait' : '';
  return [
    `The kernel was within its rights: a read may bring fewer bytes than it was asked for${asked}. It is the application that has to ask for the rest.`,
  ];
}

/** The paragraph after the opening: what the first sentence left unsaid, verdict with confidence, state of cache and disk, observed impact. */
export function impact(findings: Findings, mismatches: readonly Mismatch[]): string {
  const { verdict } = findings;
  const { fixedBy } = verdict;
  const [, rest] = splitSentences(verdict.sentence);
  return [
    ...(rest === '' ? [] : [rest]),
    `The verdict is "${verdict.title}", confidence ${verdict.confidence}.`,
    describeStorage(verdict),
    describeDamage(verdict, mismatches[0]),
    ...describeKernelsPart(verdict),
    ...(fixedBy === null
      ? []
      : [`It is mended by ${fixedBy.commit} ("${fixedBy.subject}") in ${fixedBy.release}.`]),
  ].join(' ');
}
