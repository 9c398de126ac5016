import { closeSync, openSync, readSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const POLL_MS = 100;
const PIECE = 64 * 1024;
/** Of what a command writes there, this much is kept; all of it is passed on. */
const MOST_KEPT = 4 * 1024 * 1024;

/** The standard error of a command, passed on as it is written, and kept. */
export class ErrorOutput {
  readonly #path: string;
  readonly #descriptor: number;
  readonly #timer: NodeJS.Timeout;
  readonly #kept: Buffer[] = [];
  #bytes = 0;

  /** The file is in the run directory while the command runs. Throws what open(2) does. */
  constructor(directory: string) {
    this.#path = join(directory, 'stderr.txt');
    this.#descriptor = openSync(this.#path, 'wx+');
    this.#timer = setInterval(() => this.#pass(), POLL_MS);
  }

  /** The command with its standard error in the file: the shell is replaced by it before it makes any request. */
  wrap(words: readonly string[]): string[] {
    return ['/bin/sh', '-c', 'exec "$@" 2>>"$0"', this.#path, ...words];
  }

  #pass(): void {
    const piece = Buffer.alloc(PIECE);
    for (;;) {
      const got = readSync(this.#descriptor, piece, 0, PIECE, this.#bytes);
      if (got === 0) return;
      const bytes = Buffer.from(piece.subarray(0, got));
      if (this.#bytes < MOST_KEPT) this.#kept.push(bytes);
      this.#bytes += got;
      process.stderr.write(bytes);
    }
  }

  /** What was written, when the command has ended. */
  finish(): string {
    clearInterval(this.#timer);
    try {
      this.#pass();
    } finally {
      closeSync(this.#descriptor);
      rmSync(this.#path, { force: true });
    }
    return Buffer.concat(this.#kept).toString('utf8');
  }
}
