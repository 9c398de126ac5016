import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { RUN_FILES } from '@uringlab/schema';

/** strace.jsonl while it is written: a finding a line, with the number of the run it is of. */
export class FindingsFile {
  readonly #descriptor: number;
  #failure: unknown;
  #run = 0;

  /** Throws what open(2) does. */
  constructor(directory: string) {
    this.#descriptor = openSync(join(directory, RUN_FILES.strace), 'wx');
  }

  beginSession(): void {
    this.#run++;
  }

  /** Never throws. Numbers beyond 2^53 stay what they are: the text is not parsed here. */
  write(json: string): void {
    if (this.#failure !== undefined) return;
    try {
      writeSync(this.#descriptor, json.trim().replace(/^\{/, `{"run":${this.#run},`));
      writeSync(this.#descriptor, '\n');
    } catch (cause) {
      this.#failure = cause;
    }
  }

  /** Why not all of it could be written; undefined when it was. */
  get failure(): unknown {
    return this.#failure;
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}
