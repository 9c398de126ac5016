import { OP_KIND, type OpsColumns, type Peer, type RingOptions } from '@uringlab/schema';
import { planRequests } from './plans.ts';
import type { Arrangement, ScenarioFile } from './scenario.ts';
import type { Testbed } from './testbed/testbed.ts';

/** Writes that are asked for again. */
const MOST_ASKED = 64;

const RING: RingOptions = {
  depth: 1,
  batch: 1,
  sqpoll: false,
  sqpollIdleMs: 1000,
  registeredFiles: false,
  registeredBuffers: false,
};

/**
 * What the rest of short writes comes to when it is written after all, as a right application would at once: the first of the results
 * that were short and were left at that. `null` where no write was.
 */
export async function askForRest(
  bed: Testbed,
  files: readonly ScenarioFile[],
  arrangement: Arrangement,
  ops: Omit<OpsColumns, 'phase'>,
  run: { runId: bigint; signal: AbortSignal },
): Promise<Peer | null> {
  const rests = Array.from(ops.result, (result, row) => ({ result, length: ops.length[row] ?? 0, row }))
    .filter(({ row }) => ops.kind[row] === OP_KIND.write && ops.attempts[row] === 1)
    .filter(({ result, length }) => result >= 0 && result < length)
    .slice(0, MOST_ASKED);
  if (rests.length === 0) return null;
  const reads = {
    file: rests.map(({ row }) => ops.file[row] ?? 0),
    offset: rests.map(({ row, result }) => Number(ops.offset[row]) + result),
    length: rests.map(({ length, result }) => length - result),
    write: rests.map(() => true),
    generation: rests.map(({ row }) => ops.generation[row] ?? 0),
  };
  const plan = planRequests(
    bed,
    files,
    { ...arrangement, reads },
    { runId: run.runId, ring: RING, consumer: 'strict', firstRow: 0, keepMismatches: 0 },
  );
  const { ops: asked } = await bed.calls.execute(plan, { signal: run.signal });
  const counts = new Map<number, number>();
  for (const result of asked.result) counts.set(result, (counts.get(result) ?? 0) + 1);
  return {
    call: 'a write of the rest',
    tried: asked.result.length,
    results: [...counts].map(([result, count]) => ({ result, count })),
  };
}
