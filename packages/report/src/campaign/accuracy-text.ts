import {
  type Accuracy,
  type AccuracyMark,
  AccuracyMarkSchema,
  type FaultClass,
  rate,
} from '@uringlab/schema';
import { makePrintable } from '../text/plain-text.ts';
import { describeNotRun } from './cell-summary.ts';
import { textTable } from './text-table.ts';

const HEADS: Readonly<Record<AccuracyMark, string>> = {
  right: 'right',
  unclear: 'unclear',
  'not-shown': 'not shown',
  'false-alarm': 'false alarm',
  missed: 'missed',
  'other-class': 'other class',
  'other-culprit': 'other culprit',
};

/** Of a scenario whose outcome the kernel decides. */
const KERNEL_DECIDES = 'the kernel decides';

function nameExpected(expected: FaultClass | null): string {
  return expected ?? KERNEL_DECIDES;
}

function confusionTable({ confusion }: Accuracy): string {
  const found = [...new Set(confusion.flatMap((row) => row.found.map((entry) => entry.class)))].sort();
  const rows = confusion.map((row) => [
    nameExpected(row.expected),
    ...found.map((name) => String(row.found.find((entry) => entry.class === name)?.runs ?? '.')),
  ]);
  return textTable([['expected \\ found', ...found], ...rows]);
}

function scenarioTable({ scenarios }: Accuracy): string {
  const marks = AccuracyMarkSchema.options;
  const rows = scenarios.map((row) => [
    row.scenario,
    row.consumer,
    row.filesystem,
    nameExpected(row.expected),
    String(row.runs),
    String(row.requests),
    ...marks.map((mark) => (row.marks[mark] === 0 ? '.' : String(row.marks[mark]))),
  ]);
  return textTable([
    ['scenario', 'consumer', 'fs', 'expected', 'runs', 'requests', ...marks.map((mark) => HEADS[mark])],
    ...rows,
  ]);
}

/** `0 in 120 clean runs of 1234567 requests: 0 per million requests (95 % interval 0 to 3.1)`. */
function describeFalseAlarms({ cleanRequests, cleanRuns, marks }: Accuracy): string {
  const alarms = marks['false-alarm'];
  const counted = `${alarms} in ${cleanRuns} runs that are to find nothing, of ${cleanRequests} requests`;
  if (cleanRequests === 0) return counted;
  const { low, high } = rate(alarms, cleanRequests);
  const million = (value: number): string => String(Number((value * 1e6).toPrecision(2)));
  return `${counted}: ${million(alarms / cleanRequests)} per million requests (95 % interval ${million(low)} to ${million(high)})`;
}

function describeMark(mark: AccuracyMark, accuracy: Accuracy, what: string): string {
  return `${HEADS[mark].padEnd(14)}${accuracy.marks[mark]} of ${accuracy.runs}${what}`;
}

/** The measurement as tables for terminals and documents, and below them each verdict that was not the expected one. */
export function renderAccuracyText(measured: Accuracy): string {
  const accuracy = makePrintable(measured);
  const notRun = new Map<string, number>();
  for (const row of accuracy.scenarios) {
    if (row.notRun === null) continue;
    const reason = `${row.scenario}: ${describeNotRun(row.notRun)}`;
    notRun.set(reason, (notRun.get(reason) ?? 0) + 1);
  }
  return [
    scenarioTable(accuracy),
    '',
    confusionTable(accuracy),
    '',
    `seed          ${accuracy.seed}`,
    `false alarms  ${describeFalseAlarms(accuracy)}`,
    describeMark('right', accuracy, ''),
    describeMark('unclear', accuracy, ', and called unclear'),
    describeMark('not-shown', accuracy, ': no read of the run failed, so there was nothing to find'),
    describeMark('missed', accuracy, ''),
    describeMark('other-class', accuracy, ''),
    describeMark('other-culprit', accuracy, ''),
    ...accuracy.deviations.map(
      ({ mark, scenario, consumer, filesystem, seed, variant, title, directory }) =>
        `${HEADS[mark]}: ${scenario}, ${consumer}, ${filesystem}, seed ${seed} (${variant}): ${title}; ${directory}`,
    ),
    ...[...notRun].map(([reason, count]) => `not run: ${reason} (${count} ${count === 1 ? 'row' : 'rows'})`),
    '',
  ].join('\n');
}
