import type { Column } from '@uringlab/trace-parser';
import type { Sink } from '../sink.ts';

/** A file of one table that is being written. */
export interface TableFile {
  /** Adds rows: a record batch, a row group. */
  write(columns: readonly Column[]): Promise<void>;
  /** Writes what stands at the end. */
  finish(): Promise<void>;
}

/** A format of files. */
export interface TableFormat {
  readonly extension: string;
  /** Begins a file whose columns are like those given. */
  open(sink: Sink, columns: readonly Column[]): TableFile;
}
