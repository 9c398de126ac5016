import { formatNanoseconds, formatRate, type Run } from '@uringlab/schema';
import type { ScenarioOutcome } from '../commands/reproduce/run-scenario.ts';
import { bold } from './bold.ts';
import { labelled } from './columns.ts';

const STATE = new Map([
  [true, 'right'],
  [false, 'WRONG'],
  [null, 'not looked at'],
]);

/** Of the ranges that failed, those that were kept are read again; it is said of no more than these. */
function describeState(right: boolean | null, run: Run): string {
  const state = STATE.get(right) ?? '';
  return right === null ? state : `${state} (${run.mismatchesRecorded} failing ranges read again)`;
}

/** What came of a run, for a terminal. */
export function summarize({ directory, run, findings, files }: ScenarioOutcome): string {
  const { verdict } = findings;
  const { expected } = run.scenario;
  const isLegal = verdict.class === 'legal-short-read';
  const phases = run.phases.map((phase, index) => {
    const found = findings.phaseRates[index];
    const how = `${phase.name} ring, ${phase.traced ? 'traced' : 'not traced'}, ${formatNanoseconds(phase.elapsedNs)}`;
    const short = `${phase.shortReads} short, ${phase.errors} errors`;
    return labelled(
      '',
      `${found === undefined ? '' : `${found.rate.hits} of ${found.rate.total} ${isLegal ? 'with bytes behind the count' : 'wrong'}`} (${how}; ${short})`,
    );
  });
  return `${[
    `${bold(labelled('verdict', verdict.title))}`,
    labelled('', verdict.sentence),
    ...(expected === null || expected === verdict.class
      ? []
      : [
          labelled(
            'unexpected',
            `the scenario should give ${expected} with this consumer: the kernel, or the lab, behaves otherwise`,
          ),
        ]),
    labelled('confidence', verdict.confidence),
    ...(findings.rate === null ? [] : [labelled('rate', formatRate(findings.rate))]),
    ...phases,
    labelled('page cache', describeState(verdict.pageCacheRight, run)),
    labelled('disk', describeState(verdict.diskRight, run)),
    ...verdict.alternatives.map(({ claim, excludedBy }) => labelled('ruled out', `${claim}: ${excludedBy}`)),
    ...verdict.unknowns.map((text) => labelled('unknown', text)),
    labelled('run', directory),
    labelled('files', files.join(' ')),
  ].join('\n')}\n`;
}
