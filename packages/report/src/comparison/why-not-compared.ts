import type { CommandRun, Findings, Run } from '@uringlab/schema';
import { programName } from '../command/describe-command.ts';

/** A run to be compared, of a scenario or of a command. */
export interface ComparedInput {
  /** Where it lies, as it was named. */
  directory: string;
  run: Run | CommandRun;
  findings: Findings;
}

export function isCommand(run: Run | CommandRun): run is CommandRun {
  return 'kind' in run;
}

/** Scenario or program. */
export function nameOf(run: Run | CommandRun): string {
  return isCommand(run) ? programName(run) : run.scenario.name;
}

function isCounted({ rate }: Findings): boolean {
  return rate !== null && rate.total > 0;
}

/**
 * Why the rate of a run says nothing beside that of the first, as a clause; null where it does. Rates of different reads, or of
 * different things about them, are not higher or lower than each other.
 */
export function whyNotCompared(first: ComparedInput, other: ComparedInput): string | null {
  if (!isCounted(first.findings)) return 'the requests of the first run were not counted';
  if (!isCounted(other.findings)) return 'its requests were not counted';
  if (isCommand(first.run) !== isCommand(other.run))
    return 'one is of a scenario, whose bytes are compared, the other of a command, whose short results are followed';
  const [own, others] = [nameOf(first.run), nameOf(other.run)];
  if (own !== others) return `it ran ${others}, the first ran ${own}`;
  const legal = [first, other].filter(({ findings }) => findings.verdict.class === 'legal-short-read');
  return legal.length === 1
    ? 'in one the short reads end at the end of the file, so that what is counted is no fault'
    : null;
}

type Condition = readonly [name: string, value: string];

function shapeOf(run: Run): string {
  const rings = run.phases.map(({ ring: { depth, batch, sqpoll } }) => `${depth} ${batch} ${sqpoll}`);
  return [run.scenario.blockBytes, ...run.scenario.requestFlags, ...new Set(rings)].join(' ');
}

/** Whatever can change a rate. Memory, processor and options of mount are told, but are no condition of their own. */
function conditionsOf({ run }: ComparedInput): Condition[] {
  const { environment } = run;
  const machine: Condition[] = [
    ['kernel', environment.kernelVersion],
    ['parameters of the ring', JSON.stringify(environment.ringParameters ?? {})],
    ['architecture', environment.machine],
    ['kind of machine', environment.vm?.accelerator ?? 'no guest'],
  ];
  if (isCommand(run)) return [...machine, ['arguments', run.command.words.join('\0')]];
  const bytes = run.files.reduce((sum, file) => sum + file.bytes, 0);
  return [
    ...machine,
    ['file system', run.testbed.filesystem],
    ['device', run.testbed.kind],
    ['size of the files', String(bytes)],
    ['requests', shapeOf(run)],
    ['consumer', run.consumer],
  ];
}

/** Names of what is not the same in both runs and can change a rate. */
export function differingConditions(first: ComparedInput, other: ComparedInput): string[] {
  const own = new Map(conditionsOf(first));
  return conditionsOf(other).flatMap(([name, value]) => (own.get(name) === value ? [] : [name]));
}
