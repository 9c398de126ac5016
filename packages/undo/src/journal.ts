import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { LabError } from '@uringlab/schema';
import { JournalWriter } from './journal-file.ts';
import { describeMade, isSame, type Made, resolveMade, type UndoProblem } from './made.ts';
import { readBootId, readProcess } from './process.ts';
import { openStateDirectory } from './state-directory.ts';
import { undoEntries } from './undo-entries.ts';
import { isPresent, undoMade } from './undo-made.ts';

/** What this process has made on the machine, on disk before it is made, in a file of its own. */
export class Journal {
  readonly #writer: JournalWriter;
  readonly #made = new Map<number, Made>();
  readonly #creations = new Set<Promise<unknown>>();
  #nextId = 0;
  #closed = false;
  #removed = false;

  private constructor(writer: JournalWriter) {
    this.#writer = writer;
  }

  /**
   * Starts a journal in `stateDirectory`: by default /run/uringlab as root, else uringlab in $XDG_RUNTIME_DIR,
   * or /tmp/uringlab-UID. Throws E_PATH when others could write there.
   */
  static async open(options: { stateDirectory?: string } = {}): Promise<Journal> {
    const directory = await openStateDirectory(options.stateDirectory);
    const self = await readProcess(process.pid);
    if (self === undefined)
      throw new LabError('E_SYSTEM', '/proc does not show this process', { hint: 'mount /proc' });
    const { pid, startTime } = self;
    const name = `${pid}-${startTime}-${randomBytes(4).toString('hex')}.jsonl`;
    const writer = new JournalWriter(join(directory, name), 'ax');
    writer.append({ format: 'uringlab-journal', version: 1, pid, startTime, bootId: await readBootId() });
    return new Journal(writer);
  }

  /**
   * Writes down what is going to be made, then makes it. When `create` fails, what it left is taken away again.
   *
   * Throws E_PATH when something of that name is there already: it is not the lab's, and must never be undone;
   * E_INTERRUPTED once `undoAll` was called.
   */
  make<T>(made: Made, create: () => Promise<T>): Promise<T> {
    const creation = this.#make(made, create);
    const settled = creation.catch(() => {}).finally(() => this.#creations.delete(settled));
    this.#creations.add(settled);
    return creation;
  }

  async #make<T>(made: Made, create: () => Promise<T>): Promise<T> {
    const resolved = await resolveMade(made);
    // A process has its pid only once it runs: it is the one thing that is written down after it was made.
    if (resolved.kind !== 'process' && (await isPresent(resolved))) {
      throw new LabError(
        'E_PATH',
        `${describeMade(resolved)} is there already, and not of this lab's making`,
        {
          hint: 'choose another name',
        },
      );
    }
    if (this.#closed)
      throw new LabError('E_INTERRUPTED', 'the lab is undoing what it made, and makes nothing more');
    const id = this.#nextId++;
    this.#writer.append({ id, made: resolved });
    this.#made.set(id, resolved);
    try {
      return await create();
    } catch (error) {
      // What cannot be undone now stays in the journal for undoAll, which reports it.
      await this.#undo(id, resolved).catch(() => {});
      throw error;
    }
  }

  /** Undoes one thing; nothing happens when it is not (or no longer) in this journal. Throws E_SYSTEM when it stays. */
  async undo(made: Made): Promise<void> {
    const resolved = await resolveMade(made);
    for (const [id, candidate] of [...this.#made].reverse()) {
      if (isSame(candidate, resolved)) await this.#undo(id, candidate);
    }
  }

  /** Strikes something out of the journal without undoing it: it is finished, and the user's from now on. */
  async keep(made: Made): Promise<void> {
    const resolved = await resolveMade(made);
    for (const [id, candidate] of this.#made) {
      if (isSame(candidate, resolved)) this.#crossOut(id);
    }
  }

  async #undo(id: number, made: Made): Promise<void> {
    await undoMade(made);
    this.#crossOut(id);
  }

  #crossOut(id: number): void {
    if (this.#made.delete(id)) this.#writer.append({ undone: id });
  }

  /**
   * Undoes everything, the last made first, after waiting for what is being made right now. Goes on after a
   * failure and returns what is left; when nothing is, the journal's file goes too. Can be called again.
   */
  async undoAll(): Promise<UndoProblem[]> {
    this.#closed = true;
    await Promise.all(this.#creations);
    const problems = await undoEntries(this.#made, (id) => this.#crossOut(id));
    if (this.#made.size === 0 && !this.#removed) {
      this.#removed = true;
      this.#writer.remove();
    }
    return problems;
  }
}
