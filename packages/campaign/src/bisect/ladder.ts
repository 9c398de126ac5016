import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import {
  type Baseline,
  type Bisect,
  BisectSchema,
  type BisectStep,
  CAMPAIGN_FILES,
  LabError,
  type StepVerdict,
} from '@uringlab/schema';
import { directoryName } from '../directory-name.ts';
import type { Executor } from '../executor/executor.ts';
import { makeRun } from '../make-run.ts';
import { StateFile } from '../state-file.ts';
import { baselineOf, judge, type Needed, neededWithoutHit, runsWithoutHit } from './tell-apart.ts';

/** What stays the same for all of a bisection's life. */
export type BisectTask = Omit<
  Bisect,
  'format' | 'version' | 'lab' | 'createdAt' | 'baseline' | 'steps' | 'result'
>;

export interface LadderRequest {
  task: BisectTask;
  /** The bisection's directory: new, or one that is to be gone on with. */
  out: string;
  executor: Executor;
  lab: Bisect['lab'];
  signal: AbortSignal;
  /** Told what is being done, for people. */
  onProgress(text: string): void;
}

/** Which kernel of the bisection it is. */
export type Rung = Pick<BisectStep, 'kernel' | 'commit' | 'index'>;

function taskOf(bisect: Bisect): BisectTask {
  const { format, version, lab, createdAt, baseline, steps, result, ...task } = bisect;
  return task;
}

/** The kernels of a bisection with their runs and verdicts, kept on disk after each run. */
export class Ladder {
  readonly #request: LadderRequest;
  readonly #state: StateFile<Bisect>;
  readonly #bisect: Bisect;

  private constructor(request: LadderRequest, state: StateFile<Bisect>, bisect: Bisect) {
    this.#request = request;
    this.#state = state;
    this.#bisect = bisect;
  }

  /** Throws E_USAGE when the directory holds another bisection, else as StateFile.open does. */
  static async open(request: LadderRequest): Promise<Ladder> {
    const state = await StateFile.open(request.out, CAMPAIGN_FILES.bisect, BisectSchema);
    try {
      const earlier = await state.read();
      if (earlier !== null && !isDeepStrictEqual(taskOf(earlier), request.task))
        throw new LabError('E_USAGE', `${request.out} holds a bisection of something else`, {
          hint: 'name another directory with --out DIR',
        });
      const bisect: Bisect = earlier ?? {
        format: 'uringlab-bisect',
        version: 1,
        lab: request.lab,
        createdAt: new Date().toISOString(),
        ...request.task,
        baseline: null,
        steps: [],
        result: null,
      };
      return new Ladder(request, state, bisect);
    } catch (error) {
      await state.close();
      throw error;
    }
  }

  get directory(): string {
    return this.#state.directory;
  }

  /** Lets go of the directory. */
  close(): Promise<void> {
    return this.#state.close();
  }

  async finish(result: Bisect['result']): Promise<Bisect> {
    this.#bisect.result = result;
    await this.#state.write(this.#bisect);
    return this.#bisect;
  }

  /**
   * Learns from the kernel that is known to be bad how often the fault shows: until it was seen, and in as many runs as were asked
   * for. Throws E_BISECT when it never shows, or so rarely that the runs allowed cannot tell a good kernel.
   */
  async measureBad(rung: Rung): Promise<void> {
    const { baselineRuns, maximumRuns, confidence } = this.#bisect;
    const step = this.#stepOf(rung);
    const name = rung.kernel.name;
    while (this.#bisect.baseline === null) {
      const baseline = baselineOf(step.runs);
      if (baseline !== null && step.runs.length >= baselineRuns) {
        this.#bisect.baseline = baseline;
        step.verdict = 'bad';
        step.reason = `${baseline.runs.hits} of ${baseline.runs.total} runs: the fault to look for`;
      } else if (step.runs.length >= maximumRuns) {
        throw new LabError(
          'E_BISECT',
          `${name} is said to be bad, and showed no fault in ${step.runs.length} runs`,
          {
            hint: 'try the scenario on it with `uringlab reproduce`, or allow more with maximumRuns',
          },
        );
      } else {
        await this.#makeRun(step);
        if (step.notRun !== null)
          throw new LabError(
            'E_BISECT',
            `${name} is said to be bad, and cannot be run: ${step.notRun.message}`,
            {
              hint: step.notRun.hint ?? `${step.notRun.code} is what \`uringlab reproduce\` said`,
            },
          );
      }
    }
    await this.#state.write(this.#bisect);
    const { runs } = this.#bisect.baseline;
    const needed = runsWithoutHit(this.#bisect.baseline, confidence);
    if (needed > maximumRuns)
      throw new LabError(
        'E_BISECT',
        `the fault shows in ${runs.hits} of ${runs.total} runs of ${name}: ${needed} runs without it are needed to call a kernel good, and ${maximumRuns} are allowed`,
        {
          hint: 'raise maximumRuns, or baselineRuns so that the rate is better known, or make the runs larger',
        },
      );
  }

  /** Runs a kernel until it is judged. Throws E_USAGE before `measureBad`. */
  async probe(rung: Rung): Promise<StepVerdict> {
    const { baseline } = this.#bisect;
    if (baseline === null)
      throw new LabError('E_USAGE', 'it is not known yet how often the fault shows', {
        hint: 'run the bad kernel first: `uringlab bisect SPEC --step --bad`',
      });
    const needed = neededWithoutHit(baseline, this.#bisect.confidence);
    const step = this.#stepOf(rung);
    while (step.verdict === null) {
      this.#judge(step, baseline, needed);
      if (step.verdict === null) {
        await this.#makeRun(step);
        this.#judge(step, baseline, needed);
      }
      await this.#state.write(this.#bisect);
    }
    return step.verdict;
  }

  #judge(step: BisectStep, baseline: Baseline, needed: Needed): void {
    const { verdict, reason } = judge(baseline, needed, step.runs, step.notRun, this.#bisect.maximumRuns);
    step.verdict = verdict;
    step.reason = reason;
  }

  #stepOf({ kernel, commit, index }: Rung): BisectStep {
    const { steps } = this.#bisect;
    const found = steps.find((step) =>
      commit === null ? step.index === index : step.commit?.id === commit.id,
    );
    if (found !== undefined) {
      // Whatever kept it from being run may have been mended.
      if (found.verdict === 'skip' && found.notRun !== null) found.verdict = null;
      if (found.verdict === null) found.notRun = null;
      return found;
    }
    const step: BisectStep = {
      kernel,
      commit,
      index,
      runs: [],
      notRun: null,
      verdict: null,
      reason: 'not run yet',
    };
    steps.push(step);
    return step;
  }

  async #makeRun(step: BisectStep): Promise<void> {
    const { executor, signal, onProgress } = this.#request;
    const { scenario, filesystem, seed } = this.#bisect;
    const name =
      step.commit === null ? step.kernel.name : `${step.commit.id.slice(0, 12)} ${step.commit.subject}`;
    onProgress(`${name}: run ${step.runs.length + 1}`);
    const place = join(
      'runs',
      directoryName(step.commit?.id ?? `${step.index}-${step.kernel.name}`),
      String(step.runs.length),
    );
    const request = { kernel: step.kernel, filesystem, scenario, seed: (seed + step.runs.length) % 2 ** 32 };
    const made = await makeRun(executor, this.#state.directory, place, request, signal);
    if ('run' in made) step.runs.push(made.run);
    else step.notRun = made.notRun;
    await this.#state.write(this.#bisect);
  }
}
