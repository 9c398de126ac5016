import { type Look, type Mismatch, SECTOR_BYTES, type SectorRange } from '@uringlab/schema';
import {
  classify,
  type KeptMismatch,
  type SectorRange as RawRange,
  stampBlock,
} from '@uringlab/uring-native';
import { fileIdentity, fileOfIdentity } from './plans.ts';
import type { SiteCalls } from './site/site-calls.ts';

/** The request that a mismatch belongs to, and where its file is. */
export interface LookedAt {
  runId: bigint;
  path: string;
  file: number;
  fileBytes: number;
  offset: number;
  length: number;
  /** Generation of what belongs there. */
  generation: number;
  /** Whether there is anything below the page cache to look at. */
  hasDevice: boolean;
}

/** EINVAL (open or read) and EOPNOTSUPP: the file system does not do direct I/O. */
const NO_DIRECT_IO = new Set([-22, -95]);

/** Blocks carry the identity of their file; the run directory speaks of its index. */
function nameFiles(ranges: readonly RawRange[]): SectorRange[] {
  return ranges.map(({ origin, ...range }) => {
    if (origin === undefined) return range;
    const { file, ...rest } = origin;
    return { ...range, origin: file === undefined ? rest : { ...rest, file: fileOfIdentity(file) } };
  });
}

/** A look, and the bytes that it brought. */
type Taken = Look & { bytes: Uint8Array };

async function takeLook(calls: SiteCalls, at: LookedAt, direct: boolean): Promise<Taken> {
  const { result, bytes } = await calls.look(at.path, BigInt(at.offset), at.length, { direct });
  const inFile = Math.min(at.length, at.fileBytes - at.offset);
  const ranges = classify(
    {
      runId: at.runId,
      fileId: fileIdentity(at.file),
      offset: BigInt(at.offset),
      generation: at.generation,
      fileBytes: BigInt(at.fileBytes),
    },
    bytes.subarray(0, Math.min(bytes.length, inFile)),
  );
  const right = result === inFile && ranges.every((range) => range.class === 'right');
  return { result, right, ranges: nameFiles(ranges), bytes };
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

/** The first differing sector, as it should be and as it was received. Behind the end of the file nothing is expected. */
function takeSample(at: LookedAt, kept: KeptMismatch): Mismatch['sample'] {
  const start = kept.firstBad - (kept.firstBad % SECTOR_BYTES);
  const expected = stampBlock(at.runId, fileIdentity(at.file), BigInt(at.offset), at.generation, at.length);
  const inFile = Math.max(0, Math.min(at.length, at.fileBytes - at.offset));
  return {
    at: start,
    expected: hex(expected.subarray(start, Math.max(start, Math.min(start + SECTOR_BYTES, inFile)))),
    received: hex(kept.buffer.subarray(start, start + SECTOR_BYTES)),
  };
}

function withoutBytes({ result, right, ranges }: Taken): Look {
  return { result, right, ranges };
}

/** What page cache and device have at the place of a mismatch. */
async function lookBelow(
  calls: SiteCalls,
  at: LookedAt,
): Promise<{ looks: Pick<Mismatch['looks'], 'buffered' | 'direct'>; bytes: Uint8Array }> {
  const direct = at.hasDevice ? await takeLook(calls, at, true) : undefined;
  const buffered = await takeLook(calls, at, false);
  const isTaken = direct !== undefined && !NO_DIRECT_IO.has(direct.result);
  return {
    looks: { buffered: withoutBytes(buffered), ...(isTaken ? { direct: withoutBytes(direct) } : {}) },
    bytes: buffered.bytes,
  };
}

type LookedAgain = Pick<Mismatch, 'firstBad' | 'badBytes' | 'sample' | 'looks'>;

/**
 * Looks at the range of a mismatch in two more ways, besides what the ring brought: a buffered pread (what the page
 * cache holds) and a direct one (what the device holds).
 */
export async function lookAgain(
  calls: SiteCalls,
  at: LookedAt,
  kept: KeptMismatch,
  ring: { result: number },
): Promise<LookedAgain> {
  const { looks } = await lookBelow(calls, at);
  return {
    firstBad: kept.firstBad,
    badBytes: kept.badBytes,
    sample: takeSample(at, kept),
    looks: { ring: { result: ring.result, right: false, ranges: nameFiles(kept.ranges) }, ...looks },
  };
}

/**
 * The same after a write whose consumer takes more for written than its count says: the sample is the first sector that was not written
 * whole, as it was in the buffer and as the file has it, of which there may be less, or nothing.
 */
export async function lookAfterWrite(
  calls: SiteCalls,
  at: LookedAt,
  kept: KeptMismatch,
  ring: { result: number },
): Promise<LookedAgain> {
  const { looks, bytes } = await lookBelow(calls, at);
  const start = kept.firstBad - (kept.firstBad % SECTOR_BYTES);
  const sector = (from: Uint8Array): string => hex(from.subarray(start, start + SECTOR_BYTES));
  return {
    firstBad: kept.firstBad,
    badBytes: kept.badBytes,
    sample: { at: start, expected: sector(kept.buffer), received: sector(bytes) },
    looks: { ring: { result: ring.result, right: false, ranges: nameFiles(kept.ranges) }, ...looks },
  };
}
