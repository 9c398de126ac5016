import type { Filesystem } from '@uringlab/reproducer';
import type { Consumer } from '@uringlab/schema';

/** The options of `uringlab reproduce`, as commander leaves them. */
export interface ReproduceOptions {
  /** Who makes the requests of a job file. */
  engine: 'lab' | 'fio';
  consumer?: Consumer;
  fs?: Filesystem;
  dir?: string;
  work: string;
  out?: string;
  fileSize?: number;
  blockSize?: number;
  depth?: number;
  seed: number;
  passes?: number;
  vm?: string;
  append?: string[];
  then?: string[];
  runs: number;
  trace: boolean;
  events?: boolean;
  json?: boolean;
  exitCode?: boolean;
}
