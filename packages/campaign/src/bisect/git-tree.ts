import { existsSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { LabError } from '@uringlab/schema';
import { type Journal, type Made, runProgram } from '@uringlab/undo';

export interface Commit {
  id: string;
  subject: string;
}

async function git(directory: string, args: readonly string[]): Promise<string> {
  const { stdout } = await runProgram('git', ['-C', directory, ...args], { packageName: 'git' });
  return stdout.trim();
}

/** Throws E_PATH when it is no repository, E_USAGE for what is no commit of it. */
export async function resolveCommit(tree: string, revision: string): Promise<string> {
  await git(tree, ['rev-parse', '--git-dir']).catch((cause: unknown) => {
    if (cause instanceof LabError && cause.code === 'E_TOOL_MISSING') throw cause;
    throw new LabError('E_PATH', `${tree} is not a git repository`, { cause });
  });
  return git(tree, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]).catch(
    (cause: unknown) => {
      throw new LabError('E_USAGE', `${revision} is not a commit of ${tree}`, { cause });
    },
  );
}

/** The commit that is checked out. */
export async function headOf(tree: string): Promise<Commit> {
  const [id = '', subject = ''] = (await git(tree, ['log', '-1', '--format=%H%n%s'])).split('\n');
  return { id, subject };
}

/** A definition that the tree has itself, as it is at the commit checked out; else whatever `vm` names outside. */
export function definitionIn(tree: string, vm: string): string {
  if (isAbsolute(vm)) return vm;
  const inside = join(resolve(tree), vm);
  return existsSync(inside) ? inside : vm;
}

/** `git bisect` in a worktree of the lab's own: the user's tree stays as it is. */
export class GitBisection {
  readonly tree: string;
  readonly #repository: string;
  readonly #journal: Journal;
  readonly #made: Made;

  private constructor(repository: string, tree: string, journal: Journal, made: Made) {
    this.#repository = repository;
    this.tree = tree;
    this.#journal = journal;
    this.#made = made;
  }

  /** Checks the bad commit out. Throws E_USAGE when the good one is not among its ancestors. */
  static async start(
    repository: string,
    tree: string,
    journal: Journal,
    ends: { good: string; bad: string },
  ): Promise<GitBisection> {
    await git(repository, ['merge-base', '--is-ancestor', ends.good, ends.bad]).catch((cause: unknown) => {
      throw new LabError('E_USAGE', `${ends.good} is not an ancestor of ${ends.bad}`, {
        cause,
        hint: 'name a good commit from which the bad one comes',
      });
    });
    // What an earlier lab left of its worktree is known to git, but no longer there.
    await git(repository, ['worktree', 'prune']);
    const made: Made = { kind: 'directory', path: tree };
    await journal.make(made, async () => {
      await git(repository, ['worktree', 'add', '--quiet', '--detach', tree, ends.bad]);
    });
    return new GitBisection(repository, tree, journal, made);
  }

  async checkOut(commit: string): Promise<Commit> {
    await git(this.tree, ['checkout', '--quiet', '--detach', commit]);
    return headOf(this.tree);
  }

  /** Begins to search: git checks out what is to be tested first. */
  async search(ends: { good: string; bad: string }): Promise<void> {
    await git(this.tree, ['bisect', 'start', ends.bad, ends.good]);
  }

  /** Tells git of the commit that is checked out; git checks out the next. */
  async mark(commit: string, verdict: 'good' | 'bad' | 'skip'): Promise<void> {
    // Its status is not 0 when nothing but skipped commits is left, which `candidates` tells as well.
    await git(this.tree, ['bisect', verdict, commit]).catch((error: unknown) => {
      if (verdict !== 'skip') throw error;
    });
  }

  /** The commits that may be the first bad one, the newest first: the first is known to be bad. */
  async candidates(): Promise<string[]> {
    const good = await git(this.tree, ['for-each-ref', '--format=%(objectname)', 'refs/bisect/good-*']);
    const text = await git(this.tree, [
      'rev-list',
      '--topo-order',
      'refs/bisect/bad',
      '--not',
      ...good.split('\n').filter(Boolean),
    ]);
    return text.split('\n').filter(Boolean);
  }

  /** Takes the worktree away. */
  async close(): Promise<void> {
    await this.#journal.undo(this.#made);
    await git(this.#repository, ['worktree', 'prune']);
  }
}
