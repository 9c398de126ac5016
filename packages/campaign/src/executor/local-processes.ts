import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { type Findings, FindingsSchema, LabError, type NotRun, NotRunSchema } from '@uringlab/schema';
import { z } from 'zod';
import { type Executor, notRun, type RunOutcome, type RunRequest } from './executor.ts';

/** What `uringlab reproduce --json` prints. */
const AnswerSchema = z.union([
  z.object({ findings: FindingsSchema }),
  z.object({ error: NotRunSchema.extend({ hint: z.string().optional() }) }),
]);

/** The words of `uringlab reproduce` for a run. */
export function reproduceArguments({ kernel, filesystem, scenario, seed, directory }: RunRequest): string[] {
  const given = (option: string, value: string | number | null): string[] =>
    value === null ? [] : [option, String(value)];
  return [
    'reproduce',
    scenario.scenario,
    ...given('--vm', kernel.vm),
    ...given('--append', kernel.append),
    ...given('--consumer', scenario.consumer),
    ...['--fs', filesystem, '--seed', String(seed)],
    ...given('--file-size', scenario.fileBytes),
    ...given('--block-size', scenario.blockBytes),
    ...given('--depth', scenario.depth),
    ...(scenario.trace ? [] : ['--no-trace']),
    ...['--json', '--out', directory],
  ];
}

function ranAs({ verdict, rate }: Findings): RunOutcome {
  const { class: fault, culprit, title, confidence } = verdict;
  return {
    kind: 'ran',
    result: {
      class: fault,
      culprit,
      title,
      confidence,
      fault: verdict.fault,
      operations: rate === null ? null : { hits: rate.hits, total: rate.total },
    },
  };
}

function readAnswer(stdout: string, stderr: string, status: string): RunOutcome {
  let answer: z.infer<typeof AnswerSchema>;
  try {
    answer = AnswerSchema.parse(JSON.parse(stdout));
  } catch (cause) {
    const said = stderr.trim().split('\n').at(-1) ?? '';
    return notRun(
      new LabError('E_SYSTEM', `the lab ended with ${status}${said === '' ? '' : `: ${said}`}`, { cause }),
    );
  }
  if ('findings' in answer) return ranAs(answer.findings);
  const why: NotRun = { ...answer.error, hint: answer.error.hint ?? null };
  return { kind: 'not-run', why };
}

/** Makes each run by a process of its own, so that a run that dies takes nothing with it. */
export class LocalProcesses implements Executor {
  readonly slots = 1;
  readonly #command: readonly string[];

  /** `command`: the words that start the lab, e.g. `['node', '.../main.js']`. */
  constructor(command: readonly string[]) {
    this.#command = command;
  }

  async run(request: RunRequest, signal: AbortSignal): Promise<RunOutcome> {
    signal.throwIfAborted();
    const [program = '', ...words] = this.#command;
    // In a process group of its own: a Ctrl-C reaches it once, from here, and is waited for.
    const child = spawn(program, [...words, ...reproduceArguments(request)], {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const stop = (): void => void child.kill('SIGINT');
    signal.addEventListener('abort', stop, { once: true });
    try {
      const ended = new Promise<string>((resolve, reject) => {
        child.once('error', reject);
        child.once('close', (status, name) => resolve(name === null ? `status ${status}` : String(name)));
      });
      const [status, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
      if (signal.aborted) throw new LabError('E_INTERRUPTED', 'the campaign was stopped by a signal');
      return readAnswer(stdout, stderr, status);
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }
}
