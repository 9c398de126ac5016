import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Accuracy,
  AccuracySchema,
  CAMPAIGN_FILES,
  type Consumer,
  type FaultClass,
  LabError,
  type MatrixCell,
  type MatrixSpec,
  MatrixSpecSchema,
  type ScenarioEntry,
  toLabError,
} from '@uringlab/schema';
import type { RunRequest } from '../executor/executor.ts';
import { type MatrixRequest, runMatrix } from '../matrix/run-matrix.ts';
import { drawVariant, type Sizes } from './draw-variant.ts';
import { markRun } from './mark-run.ts';
import { consumerOf, type Subject } from './subject.ts';
import { tallyAccuracy } from './tally-accuracy.ts';
import { VariedExecutor } from './varied-executor.ts';

export interface AccuracyRequest
  extends Pick<MatrixRequest, 'out' | 'executor' | 'lab' | 'signal' | 'isEnough' | 'onProgress'> {
  subjects: readonly Subject[];
  filesystems: MatrixSpec['filesystems'];
  /** Runs of each scenario, consumer and file system, each with a seed of its own, which decides how it is varied. */
  runs: number;
  seed: number;
  sizes: Sizes;
}

/** The names of scenarios have no blanks. */
function nameEntry(scenario: string, consumer: Consumer): string {
  return `${scenario} ${consumer}`;
}

function specOf({ subjects, filesystems, runs, seed }: AccuracyRequest): MatrixSpec {
  return MatrixSpecSchema.parse({
    kernels: ['host'],
    filesystems,
    scenarios: subjects.flatMap(({ scenario, expected }) =>
      (Object.keys(expected) as Consumer[]).map((consumer) => ({
        name: nameEntry(scenario, consumer),
        scenario,
        consumer,
      })),
    ),
    repetitions: runs,
    seed,
  });
}

/**
 * Runs every scenario, with every consumer and on every file system that it knows, varied by seed: sizes, depth, tracing, and what the
 * machine does besides. The same call goes on where an earlier one ended. Keeps the run directories of verdicts that were not expected,
 * and writes accuracy.json.
 *
 * Throws what runMatrix throws.
 */
export async function measureAccuracy(request: AccuracyRequest): Promise<Accuracy> {
  const subjectOf = ({ scenario }: { scenario: ScenarioEntry }): Subject => {
    const subject = request.subjects.find((candidate) => candidate.scenario === scenario.scenario);
    if (subject === undefined) throw new RangeError(`no subject ${scenario.scenario}`);
    return subject;
  };
  const expectedOf = (of: { scenario: ScenarioEntry }): FaultClass | null =>
    subjectOf(of).expected[consumerOf(of.scenario)] ?? null;
  const executor = new VariedExecutor(
    request.executor,
    (run: RunRequest) => drawVariant(run, subjectOf(run).leastBlockBytes, request.sizes),
    ({ seed, directory, ...run }, result) =>
      markRun({ seed, directory, seconds: 0, ...result }, expectedOf(run)) !== 'right',
  );
  const matrix = await runMatrix({
    ...request,
    spec: specOf(request),
    executor,
    applies: (cell: MatrixCell) => subjectOf(cell).filesystems.includes(cell.filesystem),
  });
  const accuracy = AccuracySchema.parse(tallyAccuracy(matrix, request.seed, expectedOf));
  const path = join(request.out, CAMPAIGN_FILES.accuracy);
  await writeFile(path, `${JSON.stringify(accuracy, null, 2)}\n`).catch((cause: unknown) => {
    throw new LabError(toLabError(cause)?.code ?? 'E_SYSTEM', `${path} cannot be written`, { cause });
  });
  return accuracy;
}
