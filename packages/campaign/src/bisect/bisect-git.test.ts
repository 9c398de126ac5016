import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Bisect, BisectSpecSchema, type GitSpec } from '@uringlab/schema';
import { expect, test } from 'vitest';
import { ran, ScriptedExecutor, UNAVAILABLE } from '../testing/scripted-executor.ts';
import { inTemporaryDirectory } from '../testing/temporary-directory.ts';
import { bisectGit, bisectStep, gitTask } from './bisect-git.ts';
import type { LadderRequest } from './ladder.ts';

function git(directory: string, ...args: string[]): string {
  const identity = ['-c', 'user.name=lab', '-c', 'user.email=lab@example.org'];
  return execFileSync('git', ['-C', directory, ...identity, ...args], { encoding: 'utf8' }).trim();
}

/** A tree of twelve commits, whose definition has the fault from the eighth on. */
async function makeTree(directory: string): Promise<string[]> {
  git(directory, 'init', '-q');
  const commits: string[] = [];
  for (let number = 1; number <= 12; number++) {
    await writeFile(join(directory, 'lab.vm.yaml'), `number: ${number}\nswitch: ${number >= 8 ? 1 : 0}\n`);
    git(directory, 'add', '.');
    git(directory, 'commit', '-q', '-m', `change ${number}`);
    commits.push(git(directory, 'rev-parse', 'HEAD'));
  }
  return commits;
}

function makeSpec(tree: string, commits: readonly string[]): GitSpec {
  return BisectSpecSchema.parse({
    git: { tree, good: commits[0], bad: commits.at(-1), vm: 'lab.vm.yaml' },
    scenario: 'readahead-race',
    baselineRuns: 2,
  }) as GitSpec;
}

/** Does what the definition at the commit says. */
function obedient(unbuildable: readonly number[] = []): ScriptedExecutor {
  return new ScriptedExecutor(({ kernel }) => {
    const definition = readFileSync(kernel.vm ?? '', 'utf8');
    const number = Number(/number: (\d+)/.exec(definition)?.[1]);
    return unbuildable.includes(number) ? UNAVAILABLE : ran(/switch: 1/.test(definition), 40);
  });
}

async function request(spec: GitSpec, out: string, executor: ScriptedExecutor): Promise<LadderRequest> {
  return {
    task: await gitTask(spec),
    out,
    executor,
    lab: { name: 'uringlab', version: '0' },
    signal: new AbortController().signal,
    onProgress: () => {},
  };
}

async function inTree(use: (tree: string, commits: string[], out: string) => Promise<void>): Promise<void> {
  await inTemporaryDirectory((tree) =>
    inTemporaryDirectory(async (out) => use(tree, await makeTree(tree), join(out, 'bisect'))),
  );
}

async function bisect(
  tree: string,
  commits: readonly string[],
  out: string,
  executor: ScriptedExecutor,
): Promise<Bisect> {
  const spec = makeSpec(tree, commits);
  return bisectGit(await request(spec, out, executor), spec.git);
}

test('the commit is found, and the tree is as it was', () =>
  inTree(async (tree, commits, out) => {
    const { result, steps } = await bisect(tree, commits, out, obedient());
    expect(result).toEqual({ firstBad: commits[7], lastGood: commits[6], between: [] });
    expect(steps.find(({ commit }) => commit?.id === commits[7])).toMatchObject({
      commit: { subject: 'change 8' },
      verdict: 'bad',
    });
    expect(steps.length).toBeLessThanOrEqual(2 + 4);
    expect(git(tree, 'status', '--porcelain')).toBe('');
    expect(git(tree, 'worktree', 'list').split('\n')).toHaveLength(1);
    expect(git(tree, 'for-each-ref', 'refs/bisect')).toBe('');
    expect(readdirSync(out)).toEqual(['bisect.json']);
  }));

test('commits that cannot be built lie between', () =>
  inTree(async (tree, commits, out) => {
    const { result } = await bisect(tree, commits, out, obedient([7, 8]));
    expect(result).toEqual({ firstBad: commits[8], lastGood: commits[5], between: [commits[6], commits[7]] });
  }));

test('git bisect run finds it with a step at a time', () =>
  inTree(async (tree, commits, out) => {
    const spec = makeSpec(tree, commits);
    const step = async (isBad: boolean) =>
      bisectStep(await request(spec, out, obedient()), spec.git, tree, isBad);
    await expect(step(false)).rejects.toMatchObject({ code: 'E_USAGE' });
    expect(await step(true)).toBe('bad');
    git(tree, 'bisect', 'start', commits.at(-1) ?? '', commits[0] ?? '');
    let said = '';
    while (!said.includes('first bad commit')) said = git(tree, 'bisect', await step(false));
    expect(said).toContain(`${commits[7]} is the first bad commit`);
  }));

test('ends that are no commits, or the wrong way round, are told', () =>
  inTree(async (tree, commits, out) => {
    await expect(bisect(tree, ['nothing', 'HEAD'], out, obedient())).rejects.toMatchObject({
      code: 'E_USAGE',
    });
    await expect(bisect(tree, [...commits].reverse(), out, obedient())).rejects.toMatchObject({
      code: 'E_USAGE',
    });
    await expect(bisect(join(tree, 'nowhere'), commits, out, obedient())).rejects.toMatchObject({
      code: 'E_PATH',
    });
    expect(git(tree, 'worktree', 'list').split('\n')).toHaveLength(1);
  }));
