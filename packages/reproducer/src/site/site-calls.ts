import type {
  CachePreparation,
  Execution,
  Extent,
  FileStatus,
  Look,
  LookOptions,
  Plan,
} from '@uringlab/uring-native';

/** What is done on the machine that the files of a run lie on. All of it throws UringError. */
export interface SiteCalls {
  execute(plan: Plan, options: { signal?: AbortSignal }): Promise<Execution>;
  look(path: string, offset: bigint, length: number, options: LookOptions): Promise<Look>;
  prepareCache(path: string, preparation: CachePreparation): Promise<void>;
  /** One byte a page, 1 where it is in the page cache. */
  residency(path: string, offset: bigint, length: number): Promise<Uint8Array>;
  extents(path: string): Promise<Extent[]>;
  truncate(path: string, bytes: number): Promise<void>;
  /** Until the file is on its device. */
  sync(path: string): Promise<void>;
  stat(path: string): Promise<FileStatus>;
}
