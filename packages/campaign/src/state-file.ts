import { randomBytes } from 'node:crypto';
import { link, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError, toLabError } from '@uringlab/schema';
import { readProcess } from '@uringlab/undo';
import { z } from 'zod';

const OwnerSchema = z.object({ pid: z.int().positive().optional(), startTime: z.string().optional() });
const OWNER_FILE = '.uringlab-owner';

/** A campaign's directory, held by this process: its state is one JSON file that is whole at any time. */
export class StateFile<T> {
  readonly directory: string;
  readonly #path: string;
  readonly #schema: z.ZodType<T>;
  #writing: Promise<void> = Promise.resolve();

  private constructor(directory: string, name: string, schema: z.ZodType<T>) {
    this.directory = directory;
    this.#path = join(directory, name);
    this.#schema = schema;
  }

  /**
   * Takes the directory, or makes it. Throws E_PATH when something else is in it, E_CAMPAIGN_BUSY while another process works on
   * it.
   */
  static async open<T>(directory: string, name: string, schema: z.ZodType<T>): Promise<StateFile<T>> {
    await mkdir(directory, { recursive: true }).catch((cause: unknown) => {
      throw new LabError('E_PATH', `${directory} cannot be made`, {
        cause,
        hint: 'name another with --out DIR',
      });
    });
    const names = await readdir(directory);
    if (names.length > 0 && !names.includes(name) && !names.includes(OWNER_FILE))
      throw new LabError('E_PATH', `${directory} is not empty, and has no ${name}`, {
        hint: 'name a new directory with --out DIR, or the one that is to be gone on with',
      });
    await takeDirectory(directory);
    return new StateFile(directory, name, schema);
  }

  /** What was written last; null in a new directory. Throws E_RUN_DAMAGED. */
  async read(): Promise<T | null> {
    const text = await readFile(this.#path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
    if (text === null) return null;
    try {
      return this.#schema.parse(JSON.parse(text));
    } catch (cause) {
      throw new LabError('E_RUN_DAMAGED', `${this.#path} is not what this version of the lab writes`, {
        cause,
        hint: 'move it away to begin again',
      });
    }
  }

  /** Writes behind whatever is being written. */
  write(state: T): Promise<void> {
    const text = `${JSON.stringify(this.#schema.parse(state), null, 2)}\n`;
    this.#writing = this.#writing.then(() => this.#replace(text));
    return this.#writing;
  }

  async #replace(text: string): Promise<void> {
    const fresh = `${this.#path}.${randomBytes(4).toString('hex')}`;
    try {
      await writeFile(fresh, text);
      await rename(fresh, this.#path);
    } catch (cause) {
      await rm(fresh, { force: true });
      throw new LabError(toLabError(cause)?.code ?? 'E_SYSTEM', `${this.#path} cannot be written`, {
        cause,
        hint: 'what was written before is whole: make room, and give the same command again',
      });
    }
  }

  /** Lets go of the directory. */
  async close(): Promise<void> {
    await this.#writing.catch(() => {});
    await rm(join(this.directory, OWNER_FILE), { force: true });
  }
}

/** The owner's file is linked to its place when it is whole: half a file would look like a dead owner's. */
async function takeDirectory(directory: string): Promise<void> {
  const self = await readProcess(process.pid);
  const path = join(directory, OWNER_FILE);
  const fresh = `${path}.${process.pid}`;
  try {
    await writeFile(fresh, JSON.stringify({ pid: process.pid, startTime: self?.startTime }));
    while (!(await linkTo(fresh, path))) {
      const owner = await readOwner(path);
      if (owner !== null)
        throw new LabError('E_CAMPAIGN_BUSY', `process ${owner} is working on ${directory}`, {
          hint: 'wait for it, or name another directory with --out DIR',
        });
      await rm(path, { force: true });
    }
  } catch (cause) {
    if (cause instanceof LabError) throw cause;
    throw new LabError(toLabError(cause)?.code ?? 'E_PATH', `${directory} cannot be written`, {
      cause,
      hint: 'name another directory with --out DIR',
    });
  } finally {
    await rm(fresh, { force: true });
  }
}

/** False where there is one already. */
async function linkTo(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** The living process that holds the directory; null where there is none any more. */
async function readOwner(path: string): Promise<number | null> {
  const text = await readFile(path, 'utf8').catch(() => '{}');
  const { pid = 0, startTime } = OwnerSchema.parse(JSON.parse(text));
  return startTime !== undefined && (await readProcess(pid))?.startTime === startTime ? pid : null;
}
