import { type Consumer, MIB, OP_KIND, type RingOptions, SECTOR_BYTES } from '@uringlab/schema';
import type { Plan, PlanFile } from '@uringlab/uring-native';
import type { Arrangement, ScenarioFile } from './scenario.ts';
import type { Testbed } from './testbed/testbed.ts';

/** Identity of file n in the blocks: never 0, so that zeroes are nobody's data. */
export function fileIdentity(index: number): number {
  return index + 1;
}

export function fileOfIdentity(identity: number): number {
  return identity - 1;
}

/** Of the blocks that the first fill writes. */
export const GENERATION = 1;

/** How the files of a scenario are written. */
export interface Fill {
  generation: number;
  /** Bytes of a write. */
  blockBytes: number;
}

export const FIRST_FILL: Fill = { generation: GENERATION, blockBytes: MIB };

function planFiles(
  bed: Testbed,
  files: readonly ScenarioFile[],
  options: Omit<PlanFile, 'path' | 'id'>,
): PlanFile[] {
  return files.map((file, index) => ({ ...options, path: bed.pathOf(file.name), id: fileIdentity(index) }));
}

/**
 * Writes every file of a scenario with self-describing blocks, whole sectors at a time: the last sector may reach over
 * the size the file is to have, and is cut off afterwards.
 */
export function planFill(
  runId: bigint,
  bed: Testbed,
  files: readonly ScenarioFile[],
  { generation, blockBytes }: Fill = FIRST_FILL,
): Plan {
  const writes = files.flatMap(({ bytes }, file) => {
    const end = Math.ceil(bytes / SECTOR_BYTES) * SECTOR_BYTES;
    return Array.from({ length: Math.ceil(end / blockBytes) }, (_, block) => ({
      file,
      offset: block * blockBytes,
      length: Math.min(blockBytes, end - block * blockBytes),
    }));
  });
  const count = writes.length;
  return {
    runId,
    ring: {
      depth: 8,
      batch: 1,
      sqpoll: false,
      sqpollIdleMs: 1000,
      registeredFiles: false,
      registeredBuffers: false,
    },
    files: planFiles(bed, files, { direct: false, write: true, create: true, random: false }),
    ops: {
      kind: new Uint8Array(count).fill(OP_KIND.write),
      file: Uint16Array.from(writes, (write) => write.file),
      offset: BigInt64Array.from(writes, (write) => BigInt(write.offset)),
      length: Uint32Array.from(writes, (write) => write.length),
      rwFlags: new Uint32Array(count),
      sqeFlags: new Uint8Array(count),
      generation: new Uint32Array(count).fill(generation),
    },
    consumer: 'strict',
    verify: false,
    poison: false,
    firstRow: 0,
    fileBytes: files.map(({ bytes }) => BigInt(Math.ceil(bytes / SECTOR_BYTES) * SECTOR_BYTES)),
    keepMismatches: 0,
    stopAfterMismatches: 0,
  };
}

export interface PassRequest {
  runId: bigint;
  ring: RingOptions;
  consumer: Consumer;
  firstRow: number;
  keepMismatches: number;
}

/** The requests of one pass. */
export function planRequests(
  bed: Testbed,
  files: readonly ScenarioFile[],
  arrangement: Arrangement & { direct?: boolean },
  request: PassRequest,
): Plan {
  const {
    reads,
    rwFlags,
    randomAdvice,
    generation = GENERATION,
    direct = false,
    fileSizeLimit,
  } = arrangement;
  const count = reads.offset.length;
  const write = reads.write?.includes(true) === true;
  return {
    ...request,
    files: planFiles(bed, files, { direct, write, create: false, random: randomAdvice }).map(
      (file, index) => ({ ...file, direct: direct || files[index]?.direct === true }),
    ),
    ops: {
      kind: Uint8Array.from(reads.offset, (_, row) =>
        reads.write?.[row] === true ? OP_KIND.write : OP_KIND.read,
      ),
      file: Uint16Array.from(reads.file),
      offset: BigInt64Array.from(reads.offset, BigInt),
      length: Uint32Array.from(reads.length),
      rwFlags: new Uint32Array(count).fill(rwFlags),
      sqeFlags: Uint8Array.from(reads.sqeFlags ?? new Uint8Array(count)),
      generation: Uint32Array.from(reads.generation ?? new Uint32Array(count).fill(generation)),
    },
    verify: true,
    poison: true,
    fileBytes: files.map(({ bytes }) => BigInt(bytes)),
    stopAfterMismatches: 0,
    ...(fileSizeLimit === undefined ? {} : { fileSizeLimit: BigInt(fileSizeLimit) }),
  };
}
