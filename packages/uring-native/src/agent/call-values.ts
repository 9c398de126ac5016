import type { BodyReader } from './body.ts';

/** How a file is written: made or emptied first, written on at its end, or written over as it is. */
export const WRITE_WAYS = { create: 0, append: 1, update: 2 } as const;
export type WriteWay = keyof typeof WRITE_WAYS;

export interface ListedFile {
  name: string;
  isDirectory: boolean;
}

/** What statfs(2) says, under the names Node has for it; sizes are counts of `bsize` bytes. */
export interface SpaceStatus {
  type: number;
  bsize: number;
  blocks: number;
  bfree: number;
  bavail: number;
}

/** What stat(2) says; `device` is st_dev. */
export interface FileStatus {
  inode: number;
  bytes: number;
  blockBytes: number;
  mode: number;
  device: { major: number; minor: number };
}

export interface ProgramRequest {
  /** The program, found in the agent's PATH, and its arguments. */
  arguments: readonly string[];
  /** Instead of the agent's own. */
  environment?: Readonly<Record<string, string>>;
  /** Instead of the agent's own. */
  directory?: string;
  /** Milliseconds after which it is killed; 0 or absent: never. */
  limitMs?: number;
  /** Bytes kept of each stream, 1 MiB by default, 64 MiB at most. */
  outputBytes?: number;
}

export interface ProgramResult {
  /** 0 when a signal ended it. */
  status: number;
  /** Number of the signal that ended it, or 0. */
  signal: number;
  isTimedOut: boolean;
  /** More came than was kept. */
  isOutputCut: boolean;
  stdout: Buffer;
  stderr: Buffer;
}

export interface KernelLogRecords {
  /** Records were overwritten before they were read. */
  isIncomplete: boolean;
  /** `priority,sequence,microseconds,flags;text`, then lines ` KEY=value` (Documentation/ABI/testing/dev-kmsg). */
  records: string[];
}

export function readProgramResult(reader: BodyReader): ProgramResult {
  return {
    status: reader.i32(),
    signal: reader.i32(),
    isTimedOut: reader.u8() !== 0,
    isOutputCut: reader.u8() !== 0,
    stdout: reader.bytes(),
    stderr: reader.bytes(),
  };
}
