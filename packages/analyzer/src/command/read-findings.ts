import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import {
  type CommandRun,
  type Invocation,
  LabError,
  type OverlapFinding,
  RUN_FILES,
  type ShortFinding,
  type StraceFinding,
  StraceFindingSchema,
} from '@uringlab/schema';

/** Findings of one kind: how many, and the first of them. uring-strace tells no more than a thousand of a run. */
export interface Kept<T> {
  count: number;
  first: readonly T[];
}

/** What the detectors found, all runs together. */
export interface DetectorFindings {
  unhandled: Kept<ShortFinding>;
  unknown: Kept<ShortFinding>;
  handled: Kept<ShortFinding>;
  /** They are no findings: `sqe.arrow` has them. */
  endOfFile: number;
  overlaps: Kept<OverlapFinding>;
}

export const NOTHING_FOUND: DetectorFindings = {
  unhandled: { count: 0, first: [] },
  unknown: { count: 0, first: [] },
  handled: { count: 0, first: [] },
  endOfFile: 0,
  overlaps: { count: 0, first: [] },
};

/** Of each kind: enough to choose from. */
const KEPT = 64;

function parseLine(line: string, number: number): StraceFinding {
  try {
    return StraceFindingSchema.parse(JSON.parse(line));
  } catch (cause) {
    throw new LabError(
      'E_RUN_DAMAGED',
      `line ${number} of ${RUN_FILES.strace} is not what this version of the lab writes`,
      {
        cause,
      },
    );
  }
}

/** A process that was killed had no chance to ask for the rest. */
function wasCutOff({ interrupted, invocations }: CommandRun, { end, run }: ShortFinding): boolean {
  if (end !== 'process-ended') return false;
  return (invocations[run - 1]?.exitSignal ?? null) !== null || (interrupted && run === invocations.length);
}

type Counted = Exclude<keyof NonNullable<Invocation['shorts']>, 'unjudged'>;

function countShorts({ invocations }: CommandRun, key: Counted): number {
  return invocations.reduce((sum, { shorts }) => sum + (shorts?.[key] ?? 0), 0);
}

/** strace.jsonl, a line at a time; what is counted is what run.json counts. Throws E_RUN_DAMAGED. */
export async function readDetectorFindings(run: CommandRun, path: string): Promise<DetectorFindings> {
  const first = {
    unhandled: [] as ShortFinding[],
    unknown: [] as ShortFinding[],
    handled: [] as ShortFinding[],
    overlaps: [] as OverlapFinding[],
  };
  const keep = <T>(list: T[], finding: T): void => {
    if (list.length < KEPT) list.push(finding);
  };
  let number = 0;
  let cutOff = 0;
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    const finding = parseLine(line, ++number);
    if (finding.type === 'overlap') keep(first.overlaps, finding);
    else if (finding.state === 'handled') keep(first.handled, finding);
    else if (finding.state !== 'unhandled') keep(first.unknown, finding);
    else if (wasCutOff(run, finding)) {
      cutOff++;
      keep(first.unknown, finding);
    } else keep(first.unhandled, finding);
  }
  return {
    unhandled: { first: first.unhandled, count: Math.max(0, countShorts(run, 'unhandled') - cutOff) },
    unknown: { first: first.unknown, count: countShorts(run, 'unknown') + cutOff },
    handled: { first: first.handled, count: countShorts(run, 'handled') },
    endOfFile: countShorts(run, 'endOfFile'),
    overlaps: {
      first: first.overlaps,
      count: run.invocations.reduce((sum, { overlaps }) => sum + (overlaps ?? 0), 0),
    },
  };
}
