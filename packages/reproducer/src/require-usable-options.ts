import { formatBytes, LabError, MIB } from '@uringlab/schema';
import type { Scenario, ScenarioOptions } from './scenario.ts';

/** What the executor takes for the buffers of one ring (uring-native, native/core/plan.hpp, kMaxMemory). */
const BUFFER_BYTES = 1024 * MIB;

/** Blocks of a file: their reads are held in memory, and a million of them shows whatever there is to show. */
const MAX_BLOCKS = 2 ** 20;

function refuse(message: string, hint: string): never {
  throw new LabError('E_USAGE', message, { hint });
}

/** Throws E_USAGE for sizes that the scenario can do nothing with, or the executor does not take. Makes nothing. */
export function requireUsableOptions(
  {
    name,
    minimumBlockPages,
    minimumDepth = 1,
  }: Pick<Scenario, 'name' | 'minimumBlockPages' | 'minimumDepth'>,
  { fileBytes, blockBytes, depth }: ScenarioOptions,
  pageBytes: number,
): void {
  if (minimumBlockPages > 0 && blockBytes % pageBytes !== 0) {
    refuse(
      `a block of ${formatBytes(blockBytes)} is not whole pages`,
      `a page of this machine is ${formatBytes(pageBytes)}: give --block-size a multiple of it`,
    );
  }
  if (blockBytes < minimumBlockPages * pageBytes) {
    refuse(
      `${name} shows nothing with blocks of one page, which are never read in part`,
      `give --block-size at least ${formatBytes(minimumBlockPages * pageBytes)}`,
    );
  }
  if (depth < minimumDepth) {
    refuse(
      `${name} shows nothing with fewer than ${minimumDepth} requests in flight`,
      `give --depth at least ${minimumDepth}`,
    );
  }
  if (fileBytes > MAX_BLOCKS * blockBytes) {
    refuse(
      `a file of ${formatBytes(fileBytes)} is more than ${MAX_BLOCKS} blocks of ${formatBytes(blockBytes)}`,
      `give --file-size at most ${formatBytes(MAX_BLOCKS * blockBytes)}, or a larger --block-size`,
    );
  }
  if (depth * blockBytes > BUFFER_BYTES) {
    refuse(
      `${depth} requests of ${formatBytes(blockBytes)} in flight need more than ${formatBytes(BUFFER_BYTES)} of buffers`,
      `give --depth at most ${Math.floor(BUFFER_BYTES / blockBytes)}, or a smaller --block-size`,
    );
  }
}
