import { makePrintable } from '@uringlab/report';
import {
  type FailedGuestRun,
  type Findings,
  formatNanoseconds,
  formatRate,
  type Run,
} from '@uringlab/schema';
import type { ScenarioOutcome } from '../commands/reproduce/run-scenario.ts';
import { bold } from './bold.ts';
import { labelled } from './columns.ts';

const STATE = new Map([
  [true, 'right'],
  [false, 'WRONG'],
  [null, 'not looked at'],
]);

/** Of a console; the rest is in console.txt. */
const CONSOLE_LINES = 6;

/** Of the ranges that failed, those that were kept are read again; it is said of no more than these. */
function describeState(right: boolean | null, run: Run): string {
  const state = STATE.get(right) ?? '';
  return right === null ? state : `${state} (${run.mismatchesRecorded} failing ranges read again)`;
}

/** What the phases of a run say, each in a line. */
function phaseLines(run: Run, { verdict, phaseRates }: Findings): string[] {
  const isLegal = verdict.class === 'legal-short-read';
  const failed = run.scenario.writes === undefined ? 'wrong' : 'not written as taken for';
  return run.phases.map((phase, index) => {
    const found = phaseRates[index];
    const how = `${phase.name} ring, ${phase.traced ? 'traced' : 'not traced'}, ${formatNanoseconds(phase.elapsedNs)}`;
    const short = `${phase.shortReads} short, ${phase.errors} errors`;
    return labelled(
      '',
      `${found === undefined ? '' : `${found.rate.hits} of ${found.rate.total} ${isLegal ? 'with bytes behind the count' : failed}`} (${how}; ${short})`,
    );
  });
}

/** What only a run that came to its end can tell. */
function runLines(run: Run, findings: Findings): string[] {
  const { verdict, rate } = findings;
  const { expected } = run.scenario;
  return [
    ...(expected === null || expected === verdict.class
      ? []
      : [
          labelled(
            'unexpected',
            `the scenario should give ${expected} with this consumer: the kernel, or the lab, behaves otherwise`,
          ),
        ]),
    labelled('confidence', verdict.confidence),
    ...(rate === null ? [] : [labelled('rate', formatRate(rate))]),
    ...phaseLines(run, findings),
    labelled('page cache', describeState(verdict.pageCacheRight, run)),
    labelled('disk', describeState(verdict.diskRight, run)),
    ...(run.scenario.notes ?? []).map((note) => labelled('job file', note)),
  ];
}

/** What is known of a guest that failed. */
function failureLines({ failure }: FailedGuestRun, { verdict }: Findings): string[] {
  return [
    labelled('confidence', verdict.confidence),
    labelled('guest', `${failure.code}: ${failure.message}`),
    ...verdict.evidence
      .slice(0, CONSOLE_LINES)
      .map(({ text }, index) => labelled(index === 0 ? 'console' : '', text)),
  ];
}

/** What came of a run, for a terminal. */
export function summarize({ directory, set, made, findings, files }: ScenarioOutcome): string {
  const { verdict } = makePrintable(findings);
  return `${[
    ...(set === null ? [] : ['', labelled('then', `in the same boot, with ${set}`)]),
    `${bold(labelled('verdict', verdict.title))}`,
    labelled('', verdict.sentence),
    ...(made.kind === 'run'
      ? runLines(made.run, findings)
      : failureLines(makePrintable(made.run), makePrintable(findings))),
    ...verdict.alternatives.map(({ claim, excludedBy }) => labelled('ruled out', `${claim}: ${excludedBy}`)),
    ...verdict.unknowns.map((text) => labelled('unknown', text)),
    labelled('run', directory),
    labelled('files', files.join(' ')),
  ].join('\n')}\n`;
}
