import { runNative } from './native.ts';

export interface LookOptions {
  /** O_DIRECT; the blocks around an unaligned range are read, and cut off again. */
  direct: boolean;
  /** One preadv2(2) with RWF_NOWAIT. */
  nowait?: boolean;
}

export interface Look {
  /** Bytes, or the negative errno that ended it; -EINVAL where the file system has no O_DIRECT. */
  result: number;
  /** What arrived, also before an error. */
  bytes: Uint8Array;
}

/**
 * Reads past the ring, by pread(2) until everything is there, the file ends or an error comes, on a native thread.
 * Throws UringError E_PATH when the file cannot be opened.
 */
export function look(
  path: string,
  offset: bigint | number,
  length: number,
  { direct, nowait = false }: LookOptions,
): Promise<Look> {
  return runNative((native) => native.look(path, BigInt(offset), BigInt(length), direct, nowait));
}
