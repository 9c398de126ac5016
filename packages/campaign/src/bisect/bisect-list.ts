import { type Bisect, LabError, type ListSpec, type StepVerdict } from '@uringlab/schema';
import { chooseNext, nameResult } from './choose-next.ts';
import { type BisectTask, Ladder, type LadderRequest } from './ladder.ts';

export function listTask(spec: ListSpec): BisectTask {
  return { ...spec, git: null };
}

/**
 * Finds between which two kernels of a list a fault came in. The first has to be good and the last bad: both are run first.
 * Throws E_BISECT when they are not, else as the executor and the directory do.
 */
export async function bisectList(request: LadderRequest): Promise<Bisect> {
  const { kernels } = request.task;
  const ladder = await Ladder.open(request);
  try {
    const rung = (index: number) => {
      const kernel = kernels[index];
      if (kernel === undefined) throw new RangeError(`the list has no entry ${index}`);
      return { kernel, commit: null, index };
    };
    const last = kernels.length - 1;
    await ladder.measureBad(rung(last));
    const verdicts: (StepVerdict | null)[] = kernels.map(() => null);
    verdicts[last] = 'bad';
    verdicts[0] = await ladder.probe(rung(0));
    if (verdicts[0] !== 'good') throw notGood(rung(0).kernel.name, verdicts[0]);
    for (;;) {
      const choice = chooseNext(verdicts);
      if (!('test' in choice))
        return await ladder.finish(
          nameResult(
            kernels.map(({ name }) => name),
            choice,
          ),
        );
      verdicts[choice.test] = await ladder.probe(rung(choice.test));
    }
  } finally {
    await ladder.close();
  }
}

export function notGood(name: string, verdict: StepVerdict): LabError {
  return new LabError(
    'E_BISECT',
    `${name} is said to be good, and ${verdict === 'bad' ? 'has the fault' : 'could not be told to be'}`,
    { hint: 'bisect.json has its runs; begin further back' },
  );
}
