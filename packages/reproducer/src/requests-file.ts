import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { RequestsWriter, RUN_FILES, toLabError } from '@uringlab/schema';
import type { StraceOptions } from '@uringlab/uring-strace';

/** A batch as sessions of uring-strace give it. */
type Columns = Parameters<NonNullable<StraceOptions['onColumns']>>[0];

/** sqe.arrow while it is written: the batches of one session after another. */
export class RequestsFile {
  readonly #path: string;
  readonly #descriptor: number;
  readonly #writer: RequestsWriter;
  #failure: unknown;
  #isOpen = true;
  /** Paths of this tracer, and of those before: each numbers its own from 0. */
  #paths = 0;
  #pathsBefore = 0;

  /** Throws what open(2) does. */
  constructor(directory: string) {
    this.#path = join(directory, RUN_FILES.requests);
    this.#descriptor = openSync(this.#path, 'wx');
    this.#writer = new RequestsWriter((bytes) => this.#put(bytes));
  }

  /** Another session begins. */
  beginSession(): void {
    this.#pathsBefore = this.#paths;
  }

  /** Written before it returns, so that a slow disk holds up the reader of the records, which counts what it loses. Never throws. */
  write(columns: Columns): void {
    if (this.#failure !== undefined) return;
    this.#paths += columns.newPaths.length;
    const before = this.#pathsBefore;
    const path = before === 0 ? columns.path : columns.path.map((index) => (index < 0 ? -1 : index + before));
    this.#writer.write({ ...columns, path });
  }

  /** Why not all of it could be written; undefined when it was. Without it there is no file. */
  finish(): string | undefined {
    if (this.#failure === undefined) this.#writer.finish();
    this.close();
    if (this.#failure === undefined) return undefined;
    rmSync(this.#path, { force: true });
    const error = toLabError(this.#failure);
    return `${error?.code ?? 'E_SYSTEM'}: ${RUN_FILES.requests} could not be written: ${(this.#failure as Error).message}`;
  }

  /** Takes the file away. */
  discard(): void {
    this.close();
    rmSync(this.#path, { force: true });
  }

  /** Twice is fine. */
  close(): void {
    if (this.#isOpen) closeSync(this.#descriptor);
    this.#isOpen = false;
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
}
