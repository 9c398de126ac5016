import { callNative, runNative } from './native.ts';

/**
 * One byte a page of the range, 1 where the page cache holds it (mincore(2)). For a file that the caller neither
 * owns nor may write, the kernel says 1 for every page (mm/mincore.c, can_do_mincore()). Throws UringError.
 */
export function residency(path: string, offset: bigint | number, length: bigint | number): Uint8Array {
  return callNative((native) => native.residency(path, BigInt(offset), BigInt(length)));
}

export interface CachePreparation {
  /** Write the file back and drop all its pages (POSIX_FADV_DONTNEED). */
  drop: boolean;
  /** POSIX_FADV_RANDOM while touching, so that no readahead fills in more. */
  random: boolean;
  /** Ranges read afterwards: `length` bytes at each offset. */
  touch: { offset: readonly bigint[] | BigInt64Array; length: number };
}

/** Puts the cached pages of a file into a known state, on a native thread. Throws UringError. */
export function prepareCache(path: string, { drop, random, touch }: CachePreparation): Promise<void> {
  const offsets = BigInt64Array.from(touch.offset);
  return runNative((native) => native.prepareCache(path, drop, random, offsets, BigInt(touch.length)));
}
