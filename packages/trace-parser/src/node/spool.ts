import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ByteSource } from '../source/byte-source.ts';
import { type Storage, tooLarge } from '../source/storage.ts';
import { TraceError } from '../trace-error.ts';
import { FileSource } from './file-source.ts';
import { codeOfSystemError } from './system-error.ts';

/** A temporary file nobody else sees, gone when it is closed. */
function openTemporary(directory: string): number {
  const folder = mkdtempSync(join(directory, 'uringlab-trace-'));
  try {
    return openSync(join(folder, 'spool'), 'wx+', 0o600);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function explain(cause: unknown, directory: string): unknown {
  const code = codeOfSystemError(cause);
  if (code === undefined) return cause;
  return new TraceError(code, `a temporary file in ${directory}: ${(cause as Error).message}`, {
    cause,
    hint: 'make room, or name a larger directory in TMPDIR',
  });
}

/** Keeps bytes in unlinked temporary files below `directory`, so that memory stays small however much there is. */
export class FileStorage implements Storage {
  readonly limit: number;
  readonly #directory: string;
  readonly #files: FileSource[] = [];

  constructor(limit: number, directory = tmpdir()) {
    this.limit = limit;
    this.#directory = directory;
  }

  async store(pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<ByteSource> {
    const descriptor = this.#attempt(() => openTemporary(this.#directory));
    let size = 0;
    try {
      for await (const piece of pieces) {
        size += piece.length;
        if (size > this.limit) throw tooLarge(this.limit);
        this.#attempt(() => {
          for (let done = 0; done < piece.length; ) done += writeSync(descriptor, piece, done);
        });
      }
    } catch (cause) {
      closeSync(descriptor);
      throw cause;
    }
    const file = new FileSource(descriptor);
    this.#files.push(file);
    return file;
  }

  #attempt<T>(action: () => T): T {
    try {
      return action();
    } catch (cause) {
      throw explain(cause, this.#directory);
    }
  }

  close(): void {
    for (const file of this.#files) file.close();
    this.#files.length = 0;
  }
}
