import { execute } from '../execute.ts';
import type { Execution } from '../execution.ts';
import { PLAN_KIND, type Plan, type PlanFile, type RingOptions } from '../plan.ts';

export const RUN_ID = 0x5eed_0001n;
export const FILE_ID = 7;
export const BLOCK_BYTES = 65536;

export interface Op {
  kind?: keyof typeof PLAN_KIND;
  file?: number;
  offset: number;
  length?: number;
  rwFlags?: number;
  sqeFlags?: number;
  generation?: number;
}

/** One operation for each of `count` consecutive blocks. */
export function blocks(count: number, op: Omit<Op, 'offset'> = {}): Op[] {
  return Array.from({ length: count }, (_, index) => ({ ...op, offset: index * BLOCK_BYTES }));
}

interface PlanSettings extends Partial<Omit<Plan, 'ops' | 'files' | 'fileBytes' | 'ring'>> {
  bytes?: number;
  file?: Partial<PlanFile>;
  ring?: Partial<RingOptions>;
}

/** A plan over one file, with everything plain that is not named. */
export function planOf(path: string, ops: Op[], settings: PlanSettings = {}): Plan {
  const { bytes = 1 << 30, file, ring, ...rest } = settings;
  return {
    runId: RUN_ID,
    ring: {
      depth: 8,
      batch: 4,
      sqpoll: false,
      sqpollIdleMs: 100,
      registeredFiles: false,
      registeredBuffers: false,
      ...ring,
    },
    files: [{ path, direct: false, write: false, random: true, id: FILE_ID, ...file }],
    fileBytes: [BigInt(bytes)],
    ops: {
      kind: Uint8Array.from(ops, (op) => PLAN_KIND[op.kind ?? 'read']),
      file: Uint16Array.from(ops, (op) => op.file ?? 0),
      offset: BigInt64Array.from(ops, (op) => BigInt(op.offset)),
      length: Uint32Array.from(ops, (op) => op.length ?? BLOCK_BYTES),
      rwFlags: Uint32Array.from(ops, (op) => op.rwFlags ?? 0),
      sqeFlags: Uint8Array.from(ops, (op) => op.sqeFlags ?? 0),
      generation: Uint32Array.from(ops, (op) => op.generation ?? 1),
    },
    consumer: 'ignore',
    verify: true,
    poison: true,
    firstRow: 0,
    keepMismatches: 4,
    ...rest,
  };
}

/** Writes `count` stamped blocks. */
export function writeBlocks(path: string, count: number, generation = 1): Promise<Execution> {
  return execute(
    planOf(path, blocks(count, { kind: 'write', generation }), { file: { write: true, create: true } }),
  );
}
