import type { CommandRun, Findings } from '@uringlab/schema';
import { describeKernelsPart, leadIn, symptom } from '../text/summary.ts';
import { closeSentence, continueSentence } from '../text/wrap.ts';
import { programName, sumShorts } from './describe-command.ts';

/** The first sentence: how often, of which program, on which kernel, the symptom. */
export function commandOpening(run: CommandRun, { verdict, rate }: Findings): string {
  const total = rate?.total ?? run.requests.completed;
  const shorts = sumShorts(run)?.endOfFile ?? 0;
  const lead = leadIn(verdict, verdict.fault === true ? (rate?.hits ?? 0) : shorts, total);
  const where = `of ${programName(run)} on Linux ${run.environment.release} (${run.environment.machine})`;
  return `${lead} ${where}: ${continueSentence(symptom(verdict.sentence))}`;
}

function describeLooks({ invocations }: CommandRun): string {
  return invocations.some(({ verifyErrors = [] }) => verifyErrors.length > 0)
    ? 'What page cache and disk held was compared for the ranges that its verification calls wrong, and for no others.'
    : 'What its buffers, the page cache and the disk held was not compared.';
}

/** The paragraph after it: who the application is, what the first sentence left unsaid, verdict with confidence. */
export function commandImpact(run: CommandRun, { verdict }: Findings): string {
  const { fixedBy, sentence } = verdict;
  return [
    `The verdict is "${verdict.title}", confidence ${verdict.confidence}.`,
    `The application is ${programName(run)}, which ran as it is, with its own files, while its requests and system calls were watched.`,
    ...(symptom(sentence) === sentence ? [] : [closeSentence(sentence)]),
    describeLooks(run),
    ...describeKernelsPart(verdict),
    ...(fixedBy === null
      ? []
      : [`It is mended by ${fixedBy.commit} ("${fixedBy.subject}") in ${fixedBy.release}.`]),
  ].join(' ');
}
