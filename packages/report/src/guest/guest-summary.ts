import type { FailedGuestRun, Findings } from '@uringlab/schema';
import { kernelName } from '../text/kernel-name.ts';
import { closeSentence, continueSentence } from '../text/wrap.ts';

/** The first sentence: how often, of what, on which kernel, what happened. */
export function guestOpening(run: FailedGuestRun, { verdict }: Findings): string {
  const { environment, scenario, filesystem } = run;
  const where = `on Linux ${kernelName(environment)} (${environment.machine}, ${filesystem})`;
  const lead =
    verdict.fault === true
      ? 'In 1 of 1 runs'
      : 'There is no verdict, the evidence does not suffice, after 1 of 1 runs';
  return `${lead} of ${scenario.name} in a guest ${where}: ${continueSentence(closeSentence(verdict.sentence))}`;
}

/** The paragraph after it. */
export function guestImpact({ failure, scenario }: FailedGuestRun, { verdict }: Findings): string {
  return [
    `The verdict is "${verdict.title}", confidence ${verdict.confidence}.`,
    `The run was "${scenario.title}": buffered reads by io_uring, each of whose bytes would have been compared.`,
    ...(failure.line === null && !verdict.sentence.includes(failure.message)
      ? [`The lab says: ${closeSentence(failure.message)}`]
      : []),
    'What the page cache and the disk held was not looked at any more.',
  ].join(' ');
}
