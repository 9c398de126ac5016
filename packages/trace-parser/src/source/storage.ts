import { unreadable } from '../trace-error.ts';
import type { ByteSource } from './byte-source.ts';

/** Where bytes go that come as a stream or have to be decompressed, so that any of them can be read. */
export interface Storage {
  /** Most bytes it takes. */
  readonly limit: number;
  /** Keeps all pieces. A piece may be overwritten once the next is asked for. */
  store(pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<ByteSource>;
}

const BLOCK = 1024 * 1024;

/** Bytes in blocks of equal size, so that growing needs no copy. */
class BlockSource implements ByteSource {
  readonly #blocks: Uint8Array[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  append(piece: Uint8Array): void {
    for (let taken = 0; taken < piece.length; ) {
      const used = this.#size % BLOCK;
      if (used === 0) this.#blocks.push(new Uint8Array(BLOCK));
      const part = piece.subarray(taken, taken + BLOCK - used);
      this.#blocks[this.#blocks.length - 1]?.set(part, used);
      this.#size += part.length;
      taken += part.length;
    }
  }

  read(offset: number, length: number, into?: Uint8Array): Uint8Array {
    const end = Math.min(this.#size, offset + length);
    if (!(offset >= 0 && offset < end)) return new Uint8Array(0);
    const first = Math.floor(offset / BLOCK);
    const start = offset - first * BLOCK;
    if (end <= (first + 1) * BLOCK)
      return this.#blocks[first]?.subarray(start, start + end - offset) ?? new Uint8Array(0);
    const bytes = into !== undefined && into.length >= end - offset ? into : new Uint8Array(end - offset);
    for (let at = offset; at < end; ) {
      const index = Math.floor(at / BLOCK);
      const part = this.#blocks[index]?.subarray(at - index * BLOCK, Math.min(BLOCK, end - index * BLOCK));
      if (part === undefined) break;
      bytes.set(part, at - offset);
      at += part.length;
    }
    return bytes.subarray(0, end - offset);
  }
}

/** The error for an input that is larger than a storage may become. */
export function tooLarge(limit: number): Error {
  return unreadable(
    `the input has more than ${limit} bytes once it is gathered and decompressed`,
    'raise the limit, or give an uncompressed file by its path',
  );
}

/** Keeps bytes in memory, at most `limit` of them. */
export function createMemoryStorage(limit: number): Storage {
  return {
    limit,
    async store(pieces) {
      const source = new BlockSource();
      for await (const piece of pieces) {
        if (source.size + piece.length > limit) throw tooLarge(limit);
        source.append(piece);
      }
      return source;
    },
  };
}
