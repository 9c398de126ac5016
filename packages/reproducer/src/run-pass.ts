import {
  type Consumer,
  type Mismatch,
  OP_KIND,
  type OpsColumns,
  type Phase,
  type RingOptions,
} from '@uringlab/schema';
import { type LookedAt, lookAfterWrite, lookAgain } from './looks.ts';
import { formatResidency, readResidency, setCacheState } from './page-cache.ts';
import { planRequests } from './plans.ts';
import type { Arrangement, RingWork, ScenarioFile } from './scenario.ts';
import type { Testbed } from './testbed/testbed.ts';

/** Mismatches described byte by byte, a phase; all are counted. */
const KEPT_MISMATCHES = 16;

export interface PassRequest {
  name: string;
  traced: boolean;
  runId: bigint;
  consumer: Consumer;
  ring: RingOptions;
  /** Index of the phase, and the first row of ops.arrow it fills. */
  index: number;
  firstRow: number;
  pageBytes: number;
  signal: AbortSignal;
}

export interface PassResult {
  phase: Phase;
  columns: Omit<OpsColumns, 'phase'>;
  mismatches: Mismatch[];
}

/** One pass over the requests: sets the cache state, runs the ring, and looks again at what came back wrong. */
export async function runPass(
  bed: Testbed,
  files: readonly ScenarioFile[],
  arrangement: Arrangement & Partial<RingWork>,
  request: PassRequest,
): Promise<PassResult> {
  await setCacheState(bed, files, arrangement);
  const resident = await readResidency(bed, files);
  const plan = planRequests(bed, files, arrangement, { ...request, keepMismatches: KEPT_MISMATCHES });
  const execution = await bed.calls.execute(plan, { signal: request.signal });
  request.signal.throwIfAborted();
  const { ops, counters } = execution;
  const mismatches: Mismatch[] = [];
  for (const kept of execution.mismatches) {
    const file = ops.file[kept.row] ?? 0;
    const offset = Number(ops.offset[kept.row] ?? 0n);
    const length = ops.length[kept.row] ?? 0;
    const described = files[file];
    if (described === undefined) throw new RangeError(`row ${kept.row} names no file`);
    const isWrite = ops.kind[kept.row] === OP_KIND.write;
    const at: LookedAt = {
      runId: request.runId,
      path: bed.pathOf(described.name),
      file,
      // An application that writes takes the file to be as long as it wrote.
      fileBytes: isWrite ? Math.max(described.bytes, offset + length) : described.bytes,
      offset,
      length,
      generation: arrangement.generationAfter?.[kept.row] ?? ops.generation[kept.row] ?? 0,
      hasDevice: bed.description.kind !== 'memory',
    };
    const total = ops.total[kept.row] ?? 0;
    mismatches.push({
      row: request.firstRow + kept.row,
      phase: request.index,
      file,
      offset,
      length,
      result: ops.result[kept.row] ?? 0,
      total,
      ...(kept.rest === undefined ? {} : { rest: kept.rest }),
      ...(isWrite
        ? await lookAfterWrite(bed.calls, at, kept, { result: total })
        : {
            residentBefore: formatResidency(
              resident[file] ?? new Uint8Array(),
              offset,
              length,
              request.pageBytes,
            ),
            ...(await lookAgain(bed.calls, at, kept, { result: total })),
          }),
    });
    request.signal.throwIfAborted();
  }
  return {
    phase: {
      name: request.name,
      traced: request.traced,
      consumer: request.consumer,
      ring: request.ring,
      firstRow: request.firstRow,
      operations: ops.result.length,
      ...counters,
      startNs: Number(execution.startNs),
      elapsedNs: Number(execution.elapsedNs),
    },
    columns: ops,
    mismatches,
  };
}
