import { join, resolve } from 'node:path';
import type { Bisect, BisectResult, GitSpec, KernelEntry, StepVerdict } from '@uringlab/schema';
import { Journal } from '@uringlab/undo';
import { notGood } from './bisect-list.ts';
import { type Commit, definitionIn, GitBisection, headOf, resolveCommit } from './git-tree.ts';
import { type BisectTask, Ladder, type LadderRequest, type Rung } from './ladder.ts';

/** Throws E_PATH, E_USAGE for a tree or commits that are not there. */
export async function gitTask({ git, ...spec }: GitSpec): Promise<BisectTask> {
  const tree = resolve(git.tree);
  return {
    ...spec,
    kernels: [],
    git: { tree, good: await resolveCommit(tree, git.good), bad: await resolveCommit(tree, git.bad) },
  };
}

function rungOf(spec: GitSpec['git'], tree: string, commit: Commit): Rung {
  const kernel: KernelEntry = {
    name: commit.id.slice(0, 12),
    vm: definitionIn(tree, spec.vm),
    append: spec.append ?? null,
  };
  return { kernel, commit, index: null };
}

async function search(
  ladder: Ladder,
  bisection: GitBisection,
  spec: GitSpec['git'],
  ends: { good: string; bad: string },
): Promise<BisectResult> {
  await bisection.search(ends);
  const skipped = new Set<string>();
  for (;;) {
    const [bad = ends.bad, ...older] = await bisection.candidates();
    if (older.every((commit) => skipped.has(commit))) {
      const parent = older.length === 0 ? `${bad}^` : `${older.at(-1)}^`;
      return {
        firstBad: bad,
        lastGood: await resolveCommit(bisection.tree, parent),
        between: older.reverse(),
      };
    }
    const commit = await headOf(bisection.tree);
    const verdict = await ladder.probe(rungOf(spec, bisection.tree, commit));
    if (verdict === 'skip') skipped.add(commit.id);
    await bisection.mark(commit.id, verdict);
  }
}

/**
 * Finds the commit of a git tree that brought a fault in, by `git bisect` in a worktree below the bisection's directory. The bad
 * end is run first, then the good one. Throws E_BISECT when they are not what they are said to be.
 */
export async function bisectGit(request: LadderRequest, spec: GitSpec['git']): Promise<Bisect> {
  const ends = request.task.git;
  if (ends === null) throw new TypeError('the task names no git tree');
  const ladder = await Ladder.open(request);
  const journal = await Journal.open();
  try {
    const tree = join(resolve(ladder.directory), `.tree-${process.pid}`);
    const bisection = await GitBisection.start(ends.tree, tree, journal, ends);
    try {
      await ladder.measureBad(rungOf(spec, tree, await bisection.checkOut(ends.bad)));
      const good = rungOf(spec, tree, await bisection.checkOut(ends.good));
      const verdict = await ladder.probe(good);
      if (verdict !== 'good') throw notGood(good.kernel.name, verdict);
      return await ladder.finish(await search(ladder, bisection, spec, ends));
    } finally {
      await bisection.close();
    }
  } finally {
    await journal.undoAll();
    await ladder.close();
  }
}

/** One commit, as `git bisect run` asks for it: the one that is checked out at `tree`. The bad end comes first, with `isBad`. */
export async function bisectStep(
  request: LadderRequest,
  spec: GitSpec['git'],
  tree: string,
  isBad: boolean,
): Promise<StepVerdict> {
  const ladder = await Ladder.open(request);
  try {
    const rung = rungOf(spec, tree, await headOf(tree));
    if (!isBad) return await ladder.probe(rung);
    await ladder.measureBad(rung);
    return 'bad';
  } finally {
    await ladder.close();
  }
}
