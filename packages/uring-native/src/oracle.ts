import type { SectorRange } from './execution.ts';
import { callNative } from './native.ts';
import { decodeRanges } from './result-codec.ts';

/** What a range of a file has to hold. */
export interface BlockPlace {
  runId: bigint;
  /** The id stamped into the blocks of the file. */
  fileId: number;
  /** In the file, of the first byte. */
  offset: bigint;
  generation: number;
}

/** The request that used the same buffer before, for `earlier-read`. */
export interface PreviousRead {
  row: number;
  file: number;
  offset: bigint;
  length: number;
  generation: number;
}

/** The bytes that belong at a place: `length` of them. */
export function stampBlock(
  runId: bigint,
  fileId: number,
  offset: bigint,
  generation: number,
  length: number,
): Uint8Array {
  return callNative((native) => native.stamp(runId, fileId, generation, offset, offset, length));
}

/** Says of every byte what it is. Bytes at and beyond `fileBytes` are never right. */
export function classify(
  expectation: BlockPlace & { fileBytes: bigint },
  bytes: Uint8Array,
  previous?: PreviousRead,
): SectorRange[] {
  const { runId, fileId, offset, generation, fileBytes } = expectation;
  return callNative((native) =>
    decodeRanges(native.classify(runId, fileId, generation, offset, fileBytes, bytes, previous)),
  );
}
