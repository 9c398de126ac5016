import { closeSync, openSync, writeSync } from 'node:fs';
import { explainOutputFile } from './explain-output-file.ts';

/** Where the lines go: standard error as strace has it, a file, or standard output (`-`). */
export class LineOutput {
  /** For those who write to it themselves. */
  readonly descriptor: number;
  readonly #path: string | undefined;
  #failure: unknown;

  /** Throws E_PATH, E_NO_SPACE. What is in the file before is gone. */
  constructor(path: string | undefined) {
    this.#path = path === '-' ? undefined : path;
    if (this.#path === undefined) {
      this.descriptor = path === '-' ? process.stdout.fd : process.stderr.fd;
      return;
    }
    try {
      this.descriptor = openSync(this.#path, 'w');
    } catch (cause) {
      throw explainOutputFile(cause, this.#path, '-o');
    }
  }

  /** Text with its line ends. What cannot be written is told by `close`. */
  write(text: string): void {
    if (this.#path === undefined) {
      (this.descriptor === process.stdout.fd ? process.stdout : process.stderr).write(text);
      return;
    }
    if (this.#failure !== undefined) return;
    try {
      let rest = Buffer.from(text);
      while (rest.length > 0) rest = rest.subarray(writeSync(this.descriptor, rest));
    } catch (cause) {
      this.#failure = explainOutputFile(cause, this.#path, '-o');
    }
  }

  /** Throws E_NO_SPACE and the like when not all could be written. */
  close(): void {
    if (this.#path !== undefined) closeSync(this.descriptor);
    if (this.#failure !== undefined) throw this.#failure;
  }
}
