import { closeSync, openSync, realpathSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type RequestColumns, RequestsWriter } from '@uringlab/schema';
import { explainOutputFile } from './explain-output-file.ts';

/** Where the bytes go: a link stays one, and what is no file (a pipe, a device) is written to as it is. */
function locate(path: string): { place: string; isFile: boolean } {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return { place: path, isFile: true };
  return { place: realpathSync(path), isFile: stats.isFile() || stats.isDirectory() };
}

/** A file of Arrow under a temporary name, which becomes its own when all of it is written. */
export class ArrowOutput {
  readonly #path: string;
  readonly #place: string;
  /** Undefined: written in place. */
  readonly #temporary: string | undefined;
  readonly #descriptor: number;
  readonly #writer: RequestsWriter;
  #failure: unknown;

  /** Throws E_PATH, E_NO_SPACE. */
  constructor(path: string) {
    this.#path = path;
    try {
      const { place, isFile } = locate(path);
      this.#place = place;
      this.#temporary = isFile
        ? join(dirname(place), `.${basename(place)}.uringlab-${process.pid}`)
        : undefined;
      this.#descriptor = openSync(this.#temporary ?? place, isFile ? 'wx' : 'w');
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
      if (this.#temporary !== undefined) renameSync(this.#temporary, this.#place);
    } catch (cause) {
      this.#removeTemporary();
      throw this.#explain(cause);
    }
  }

  discard(): void {
    closeSync(this.#descriptor);
    this.#removeTemporary();
  }

  #removeTemporary(): void {
    if (this.#temporary !== undefined) rmSync(this.#temporary, { force: true });
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
    return explainOutputFile(cause, this.#path, '--arrow');
  }
}
