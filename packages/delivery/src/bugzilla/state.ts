import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError, RUN_FILES, toLabError } from '@uringlab/schema';
import { z } from 'zod';

const StateSchema = z.strictObject({
  format: z.literal('uringlab-bugzilla'),
  version: z.literal(1),
  bugs: z.array(
    z.strictObject({
      server: z.string(),
      /** null from just before a bug is filed until its number is known. */
      bug: z.int().positive().nullable(),
      summary: z.string().nullable(),
      attachments: z.array(z.strictObject({ name: z.string(), sha256: z.string(), id: z.int().positive() })),
      /** Id of the comment; null while none was made. */
      comment: z.int().nullable(),
    }),
  ),
});
export type BugzillaState = z.infer<typeof StateSchema>;
export type BugState = BugzillaState['bugs'][number];

/** bugzilla.json of a run: what was done with it where, written after each step, so that nothing is done twice. */
export class StateOfRun {
  readonly #path: string;
  readonly #state: BugzillaState;
  /** Nothing is written in a dry run. */
  readonly #isKept: boolean;

  private constructor(path: string, state: BugzillaState, isKept: boolean) {
    this.#path = path;
    this.#state = state;
    this.#isKept = isKept;
  }

  /** Throws E_RUN_DAMAGED. */
  static async open(directory: string, isKept: boolean): Promise<StateOfRun> {
    const path = join(directory, RUN_FILES.bugzilla);
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw toLabError(error) ?? error;
    });
    if (text === null)
      return new StateOfRun(path, { format: 'uringlab-bugzilla', version: 1, bugs: [] }, isKept);
    try {
      return new StateOfRun(path, StateSchema.parse(JSON.parse(text)), isKept);
    } catch (cause) {
      throw new LabError('E_RUN_DAMAGED', `${path} is not what the lab writes`, {
        hint: 'look at the bug before you move the file away: what was attached is known from it alone',
        cause,
      });
    }
  }

  /** What is known of a bug, or of the bug that is being filed (`null`). */
  find(server: string, bug: number | null): BugState | undefined {
    return this.#state.bugs.find((candidate) => candidate.server === server && candidate.bug === bug);
  }

  /** The bug that was filed for this run. */
  findFiled(server: string): BugState | undefined {
    return this.#state.bugs.find((candidate) => candidate.server === server && candidate.summary !== null);
  }

  async add(bug: BugState): Promise<BugState> {
    this.#state.bugs.push(bug);
    await this.save();
    return bug;
  }

  async forget(bug: BugState): Promise<void> {
    this.#state.bugs = this.#state.bugs.filter((candidate) => candidate !== bug);
    await this.save();
  }

  /** Throws E_NO_SPACE, E_PATH or E_SYSTEM; what was written before is whole. */
  async save(): Promise<void> {
    if (!this.#isKept) return;
    const fresh = `${this.#path}.${randomBytes(4).toString('hex')}`;
    try {
      await writeFile(fresh, `${JSON.stringify(StateSchema.parse(this.#state), null, 2)}\n`);
      await rename(fresh, this.#path);
    } catch (cause) {
      throw new LabError(toLabError(cause)?.code ?? 'E_SYSTEM', `${this.#path} cannot be written`, { cause });
    }
  }
}
