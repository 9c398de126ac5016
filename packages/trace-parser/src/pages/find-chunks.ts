import type { CpuData } from '../container/container.ts';
import type { ByteSource } from '../source/byte-source.ts';
import { readChunkList } from './chunk-list.ts';
import { ChunkScanner, LARGEST_CHUNK } from './chunk-scanner.ts';
import type { PageShape } from './plausible-page.ts';

/**
 * Finds the lists of compressed chunks between `start` and `end` whose table was lost: there is one to a CPU, each aligned like a page.
 * The CPUs are numbered as they are found.
 */
export function findChunks(source: ByteSource, start: number, end: number, shape: PageShape): CpuData[] {
  const { pageSize, littleEndian } = shape;
  const scanner = new ChunkScanner(source, end, littleEndian, { unit: pageSize, largest: LARGEST_CHUNK });
  const found: CpuData[] = [];
  for (let at = Math.ceil(start / pageSize) * pageSize; at < end; at += pageSize) {
    if (!scanner.isChunk(at + 4)) continue;
    const list = readChunkList(source, at, end, littleEndian, pageSize);
    found.push({ cpu: found.length, offset: at, size: list.end - at - 4 });
    at = Math.floor((list.end - 1) / pageSize) * pageSize;
  }
  return found;
}
