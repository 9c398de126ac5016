import { closeSync, fstatSync, readSync } from 'node:fs';
import type { ByteSource } from '../source/byte-source.ts';
import { TraceError } from '../trace-error.ts';

const NOTHING = new Uint8Array(0);

/** A file that is read where it is, through its descriptor. It has the size it had when it was opened, however it grows. */
export class FileSource implements ByteSource {
  readonly size: number;
  #descriptor: number;

  /** Takes the descriptor over; `close` closes it. */
  constructor(descriptor: number) {
    this.#descriptor = descriptor;
    this.size = fstatSync(descriptor).size;
  }

  get descriptor(): number {
    return this.#descriptor;
  }

  /** Fewer bytes where the file has shrunk; none once it is closed. */
  read(offset: number, length: number, into?: Uint8Array): Uint8Array {
    const wanted = Math.min(length, this.size - offset);
    if (!(offset >= 0 && wanted > 0) || this.#descriptor < 0) return NOTHING;
    const bytes = into !== undefined && into.length >= wanted ? into : new Uint8Array(wanted);
    let done = 0;
    try {
      while (done < wanted) {
        const read = readSync(this.#descriptor, bytes, done, wanted - done, offset + done);
        if (read === 0) break;
        done += read;
      }
    } catch (cause) {
      throw new TraceError('E_SYSTEM', `reading the trace failed: ${(cause as Error).message}`, { cause });
    }
    return bytes.subarray(0, done);
  }

  close(): void {
    if (this.#descriptor >= 0) closeSync(this.#descriptor);
    this.#descriptor = -1;
  }
}
