import { makePrintable } from '@uringlab/report';
import { type CommandRun, formatNanoseconds, formatRate, type Invocation } from '@uringlab/schema';
import type { CommandOutcome } from '../commands/reproduce/run-command.ts';
import { bold } from './bold.ts';
import { labelled } from './columns.ts';

function describeEnd({ exitCode, exitSignal }: Invocation): string {
  return exitSignal === null ? `exit status ${exitCode}` : `ended by signal ${exitSignal}`;
}

function describeShorts({ shorts }: Invocation): string {
  if (shorts === null) return 'short results not judged';
  const parts = [
    [shorts.unhandled, 'unhandled'],
    [shorts.unknown, 'undecided'],
    [shorts.handled, 'handled'],
    [shorts.endOfFile, 'at the end of the file'],
    [shorts.unjudged, 'not judged'],
  ] as const;
  const kinds = parts.filter(([count]) => count > 0).map(([count, kind]) => `${count} ${kind}`);
  return kinds.length === 0 ? 'none short' : `short: ${kinds.join(', ')}`;
}

/** Runs beyond these are in run.json. */
const SHOWN_RUNS = 8;

function describeRuns({ invocations }: CommandRun): string[] {
  return invocations
    .slice(0, SHOWN_RUNS)
    .map((invocation, index) =>
      labelled(
        index === 0 ? 'command' : '',
        `${describeEnd(invocation)} after ${formatNanoseconds(invocation.elapsedNs)}; ${invocation.completed} requests, ` +
          `${invocation.lost} records lost; ${describeShorts(invocation)}`,
      ),
    );
}

/** What came of a command, for a terminal. */
export function summarizeCommand({ directory, run, findings, files }: CommandOutcome): string {
  const { verdict, requests, rate } = makePrintable(findings);
  const [request] = requests;
  const where =
    request === undefined
      ? []
      : [
          labelled(
            'request',
            `${request.file}, offset ${request.offset}, ${request.length} bytes, result ${request.result ?? 'not known'}`,
          ),
        ];
  return `${[
    `${bold(labelled('verdict', verdict.title))}`,
    labelled('', verdict.sentence),
    labelled('confidence', verdict.confidence),
    ...where,
    ...(rate === null ? [] : [labelled('rate', formatRate(rate))]),
    ...describeRuns(run),
    ...verdict.alternatives.map(({ claim, excludedBy }) => labelled('ruled out', `${claim}: ${excludedBy}`)),
    ...verdict.unknowns.map((text) => labelled('unknown', text)),
    labelled('run', directory),
    labelled('files', files.join(' ')),
  ].join('\n')}\n`;
}
