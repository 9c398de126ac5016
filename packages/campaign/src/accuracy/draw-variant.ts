import { formatBytes, KIB } from '@uringlab/schema';
import type { RunRequest } from '../executor/executor.ts';
import { LOADS, type Load } from './background-load.ts';
import { Random } from './random.ts';

/** What may change about a run without changing what it has to find. */
export interface Variant {
  blocks: number;
  blockBytes: number;
  depth: number;
  trace: boolean;
  load: Load;
}

/** How large runs may become, in blocks. */
export interface Sizes {
  leastBlocks: number;
  mostBlocks: number;
}

const BLOCK_BYTES = [4, 8, 16, 32, 64, 128, 256].map((size) => size * KIB);

/** The variant of a run, as its scenario, consumer, file system and seed decide it. */
export function drawVariant(
  { scenario, filesystem, seed }: Pick<RunRequest, 'scenario' | 'filesystem' | 'seed'>,
  leastBlockBytes: number,
  { leastBlocks, mostBlocks }: Sizes,
): Variant {
  const random = new Random(`${scenario.scenario} ${scenario.consumer} ${filesystem} ${seed}`);
  const [smallest = leastBlockBytes, ...larger] = BLOCK_BYTES.filter((bytes) => bytes >= leastBlockBytes);
  return {
    blocks: random.between(leastBlocks, mostBlocks),
    blockBytes: random.of([smallest, ...larger]),
    depth: random.of([1, 2, 3, 8, 16, 32]),
    trace: random.between(0, 1) === 1,
    load: random.of(LOADS),
  };
}

/** `8 blocks of 64 KiB, depth 3, traced, load: cpu`. */
export function describeVariant({ blocks, blockBytes, depth, trace, load }: Variant): string {
  return `${blocks} blocks of ${formatBytes(blockBytes)}, depth ${depth}, ${trace ? 'traced' : 'not traced'}, load: ${load}`;
}
