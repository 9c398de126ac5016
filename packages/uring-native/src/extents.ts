import { callNative } from './native.ts';

/** Where bytes of a file lie on the device, in bytes; `flags` are FIEMAP_EXTENT_* bits. */
export interface Extent {
  logical: number;
  physical: number;
  length: number;
  flags: number;
}

/** The extents of a file (FIEMAP, after writing it back). Throws UringError; ENOTTY or EOPNOTSUPP: the file system has no FIEMAP. */
export function extents(path: string): Extent[] {
  return callNative((native) => native.extents(path));
}
