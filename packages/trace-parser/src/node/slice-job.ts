import type { LearnedComm } from '../event/comm-table.ts';
import type { TimeSlice } from '../ring/plan-slices.ts';
import type { TraceErrorCode } from '../trace-error.ts';
import type { ReportContents } from './report-request.ts';

/** What a thread that writes slices is started with. */
export interface SliceWorkerData {
  /** Descriptor of the file the recording is read from; its position is not used. */
  readonly descriptor: number;
  readonly label: string;
  readonly timeOffset: bigint;
  readonly contents: ReportContents;
}

/** One slice to write. */
export interface SliceJob {
  readonly slice: TimeSlice;
  /** Names that threads got from events before the slice, as far as they are known. */
  readonly learned: readonly LearnedComm[];
  /** Memory to write to, given back with the result. */
  readonly memory: ArrayBuffer;
}

/** The lines of a slice. */
export interface SliceText {
  readonly memory: ArrayBuffer;
  /** Bytes of it that are text. */
  readonly length: number;
  /** All names known after the slice, and the threads that had none when they were printed. */
  readonly learned: readonly LearnedComm[];
  readonly missed: readonly number[];
  readonly skippedBytes: number;
  /** Whether a line depends on the record before or after it, which may be in another slice: the text is not to be used. */
  readonly asksForNeighbours: boolean;
}

/** What went wrong in the thread: an error loses its class on the way between threads. */
export interface SliceFailure {
  readonly failure: {
    readonly code: TraceErrorCode | undefined;
    readonly message: string;
    readonly hint?: string | undefined;
  };
}
