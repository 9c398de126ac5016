import type { ByteSource } from '../source/byte-source.ts';
import { ChunkScanner, LARGEST_CHUNK } from './chunk-scanner.ts';

/** A run of pages that were compressed together. */
export interface Chunk {
  /** Where the compressed bytes begin, and how many there are; 0 bytes where they cannot be had. */
  readonly offset: number;
  readonly stored: number;
  /** Bytes of whole pages it holds. */
  readonly size: number;
}

export interface ChunkList {
  readonly chunks: readonly Chunk[];
  /** What is wrong with the list: a message and the place in the source. */
  readonly damage: readonly { readonly message: string; readonly offset: number }[];
  /** Where the list ends. */
  readonly end: number;
}

const HEADER = 8;
/** No codec shrinks more. */
const LARGEST_RATIO = 2 ** 17;

/**
 * Lists the compressed chunks between `start` and `end` by hopping from header to header: u32 count, then to each chunk u32
 * stored size, u32 size, payload (trace-cmd, lib/trace-cmd/trace-compress.c). The count is not relied on. Where a stored size makes no sense
 * the next chunk is searched for; a chunk holds a multiple of `unit` bytes, what is left over is left out.
 */
export function readChunkList(
  source: ByteSource,
  start: number,
  end: number,
  littleEndian: boolean,
  unit: number,
): ChunkList {
  const limit = Math.min(end, source.size);
  const scanner = new ChunkScanner(source, limit, littleEndian, { unit, largest: LARGEST_CHUNK });
  const count = scanner.u32(start) ?? 0;
  const chunks: Chunk[] = [];
  const damage: { message: string; offset: number }[] = [];
  let at = start + 4;
  while (at + HEADER <= limit) {
    const stored = scanner.u32(at) ?? 0;
    const size = scanner.u32(at + 4) ?? 0;
    const whole = size <= Math.min(LARGEST_CHUNK, stored * LARGEST_RATIO) ? size - (size % unit) : 0;
    if (stored > 0 && stored <= limit - at - HEADER) {
      if (whole !== size || size === 0) {
        damage.push({ message: `a chunk of ${size} bytes cannot be, from ${stored} bytes`, offset: at });
      }
      if (whole > 0) chunks.push({ offset: at + HEADER, stored, size: whole });
      at += HEADER + stored;
      continue;
    }
    if (chunks.length >= count) break;
    damage.push({ message: `a compressed chunk of ${stored} bytes reaches beyond its CPU`, offset: at });
    if (whole > 0) chunks.push({ offset: at + HEADER, stored: 0, size: whole });
    const next = scanner.find(at + 1);
    if (next === undefined) {
      at = limit;
      break;
    }
    at = next;
  }
  if (chunks.length !== count && damage.length === 0) {
    damage.push({
      message: `${count} compressed chunks were announced, ${chunks.length} are there`,
      offset: start,
    });
  }
  return { chunks, damage, end: at };
}
