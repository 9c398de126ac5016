import type { ByteSource } from '../source/byte-source.ts';

/** Bytes read at once to search, and to hop from one header to the next. */
const WINDOW = 64 * 1024;
const HOP = 16;
const HEADER = 8;
/** Larger than any recorder makes them. */
export const LARGEST_CHUNK = 64 * 1024 * 1024;
const ZSTD_MAGIC = 0xfd2fb528;
/** Low nibble of the first byte of zlib data: the method is deflate (RFC 1950). */
const DEFLATE = 8;

export interface ChunkBounds {
  /** Chunks hold a multiple of so many bytes. */
  readonly unit: number;
  readonly largest: number;
}

/** Reads numbers anywhere in a source, and finds chunk headers in it, through one small piece of memory. */
export class ChunkScanner {
  readonly #source: ByteSource;
  readonly #limit: number;
  readonly #littleEndian: boolean;
  readonly #bounds: ChunkBounds;
  readonly #memory = new Uint8Array(WINDOW);
  #start = 0;
  #view: DataView = new DataView(this.#memory.buffer, 0, 0);

  constructor(source: ByteSource, limit: number, littleEndian: boolean, bounds: ChunkBounds) {
    this.#source = source;
    this.#limit = limit;
    this.#littleEndian = littleEndian;
    this.#bounds = bounds;
  }

  /** Index of `size` bytes at `at` in the window, -1 beyond the end. */
  #reach(at: number, size: number, window: number): number {
    if (at + size > this.#limit) return -1;
    if (at < this.#start || at + size > this.#start + this.#view.byteLength) {
      const bytes = this.#source.read(at, Math.min(window, this.#limit - at), this.#memory);
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      this.#start = at;
      if (bytes.length < size) return -1;
    }
    return at - this.#start;
  }

  u32(at: number): number | undefined {
    const index = this.#reach(at, 4, HOP);
    return index < 0 ? undefined : this.#view.getUint32(index, this.#littleEndian);
  }

  /** Whether a sound chunk header begins at `at`, with content that looks compressed after it. */
  isChunk(at: number): boolean {
    return this.#endOfChunk(at) !== undefined;
  }

  /** The first place from `from` on where a chunk could begin, judged by its sizes, its first bytes and what follows it. */
  find(from: number): number | undefined {
    for (let at = from; at + HEADER + 4 <= this.#limit; at++) {
      const end = this.#endOfChunk(at);
      if (end === undefined) continue;
      if (end + HEADER + 4 > this.#limit || this.#endOfChunk(end) !== undefined) return at;
    }
    return undefined;
  }

  #endOfChunk(at: number): number | undefined {
    const index = this.#reach(at, HEADER + 4, WINDOW);
    if (index < 0) return undefined;
    const size = this.#view.getUint32(index + 4, this.#littleEndian);
    if (size === 0 || size > this.#bounds.largest || size % this.#bounds.unit !== 0) return undefined;
    const stored = this.#view.getUint32(index, this.#littleEndian);
    if (stored === 0 || stored > this.#limit - at - HEADER) return undefined;
    return this.#startsContent(index + HEADER) ? at + HEADER + stored : undefined;
  }

  #startsContent(index: number): boolean {
    if (this.#view.getUint32(index, true) === ZSTD_MAGIC) return true;
    const head = this.#view.getUint16(index);
    return (head >> 8) % 16 === DEFLATE && head % 31 === 0;
  }
}
