import type { PageLayout } from './page-layout.ts';
import type { PageSource } from './page-source.ts';

/** The recording of one CPU in one instance, and what is the same for all its events. */
export interface CpuStream {
  readonly cpu: number;
  /** Name of the instance; empty for the top one. */
  readonly instance: string;
  /** Position of the instance in `Trace.instances`. */
  readonly instanceIndex: number;
  readonly littleEndian: boolean;
  readonly layout: PageLayout;
  /** Sub-buffer size in bytes. */
  readonly pageSize: number;
  readonly pages: PageSource;
  /** From the ring buffer's time to the trace's. */
  readonly toTraceTime: (time: bigint) => bigint;
  /** Nanoseconds to add, where that is all `toTraceTime` does; null where it does more. */
  readonly timeShift: bigint | null;
}
