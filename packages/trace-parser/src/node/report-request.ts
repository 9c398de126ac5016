import type { EventSelection } from '../columns/event-batch.ts';
import type { Acceptance } from '../report/compile-acceptance.ts';
import type { ReportStyle } from '../report/report-style.ts';

/** What a report shows of its recordings, and how. It can be sent to another thread. */
export interface ReportContents extends Acceptance {
  readonly style: ReportStyle;
  /** The ring buffer's own counts, without conversions and offsets. */
  readonly rawTime: boolean;
  readonly selection: EventSelection;
}

export interface ReportRequest extends ReportContents {
  readonly inputs: readonly { readonly path: string; readonly timeOffset: bigint }[];
  /** Threads that write lines instead of the calling one; without it, four at most where the machine and the file are large. */
  readonly workers?: number;
  /** Whether a thread decompresses what will be read next; without it, where the file is large enough. */
  readonly ahead?: boolean;
}
