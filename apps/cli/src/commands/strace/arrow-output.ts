import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { LabError, type RequestColumns, RequestsWriter, toLabError } from '@uringlab/schema';

/** A file of Arrow under a temporary name, which becomes its own when all of it is written. */
export class ArrowOutput {
  readonly #path: string;
  readonly #temporary: string;
  readonly #descriptor: number;
  readonly #writer: RequestsWriter;
  #failure: unknown;

  /** Throws E_PATH, E_NO_SPACE. */
  constructor(path: string) {
    this.#path = path;
    this.#temporary = join(dirname(path), `.${basename(path)}.uringlab-${process.pid}`);
    try {
      this.#descriptor = openSync(this.#temporary, 'wx');
    } catch (cause) {
      throw this.#explain(cause);
    }
    this.#writer = new RequestsWriter((bytes) => this.#put(bytes));
  }

  /** Writes before it returns, so that a slow disk holds up the reader of the records, which counts what it loses. */
  write(columns: RequestColumns): void {
    this.#writer.write(columns);
  }

  /** Throws E_NO_SPACE and the like when not all could be written; nothing is left then. */
  finish(): void {
    if (this.#failure === undefined) this.#writer.finish();
    closeSync(this.#descriptor);
    try {
      if (this.#failure !== undefined) throw this.#failure;
      renameSync(this.#temporary, this.#path);
    } catch (cause) {
      rmSync(this.#temporary, { force: true });
      throw this.#explain(cause);
    }
  }

  discard(): void {
    closeSync(this.#descriptor);
    rmSync(this.#temporary, { force: true });
  }

  #put(bytes: Uint8Array): void {
    if (this.#failure !== undefined) return;
    try {
      let rest = bytes;
      while (rest.length > 0) rest = rest.subarray(writeSync(this.#descriptor, rest));
    } catch (cause) {
      this.#failure = cause;
    }
  }

  #explain(cause: unknown): unknown {
    const error = toLabError(cause);
    if (error === undefined) return cause;
    const hint =
      error.code === 'E_NO_SPACE'
        ? 'make room, or write it somewhere else'
        : 'name another place with --arrow';
    return new LabError(error.code, `${this.#path} cannot be written`, { cause, hint });
  }
}
