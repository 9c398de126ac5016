import type { TextOutput } from '../bytes/text-output.ts';
import type { EventSelection } from '../columns/event-batch.ts';
import type { BinaryEventType } from '../event/binary-event-type.ts';
import type { LearnedComm } from '../event/comm-table.ts';
import { RecordReader } from '../read/record-reader.ts';
import { selectStreams } from '../read/selection.ts';
import { findOrigin } from '../ring/open-cursors.ts';
import { planSlices, type TimeSlice } from '../ring/plan-slices.ts';
import type { RingCursor } from '../ring/ring-cursor.ts';
import { type LineSource, LineWriter } from './line-writer.ts';
import type { ReportStyle } from './report-style.ts';

/** Whether a record is to be shown. */
export type AcceptRecord = (cursor: RingCursor, type: BinaryEventType) => boolean;

/** What of a recording a report shows, and how. */
export interface ReportPlan {
  readonly style: ReportStyle;
  readonly selection: EventSelection;
  readonly accepts?: AcceptRecord;
}

/** Writes a recording's report slice by slice. Slices can be written in any order, by different writers. */
export class SliceWriter {
  readonly #source: LineSource;
  readonly #plan: ReportPlan;
  readonly #lines: LineWriter;
  #arena: ArrayBuffer | null = null;

  constructor(source: LineSource, plan: ReportPlan) {
    const streams = selectStreams(source.streams, plan.selection);
    this.#source = { ...source, streams };
    this.#plan = plan;
    this.#lines = new LineWriter(this.#source, plan.style);
  }

  /** The slices of the report, in order. */
  slices(): Iterable<TimeSlice> {
    const { streams } = this.#source;
    return planSlices(streams, findOrigin(streams));
  }

  /**
   * Appends the lines of a slice. `learned` are the names that events before it gave to threads. What the slice taught, and which names it
   * missed, is in the comm table afterwards.
   */
  append(slice: TimeSlice, learned: Iterable<LearnedComm>, out: TextOutput): void {
    const { selection, accepts } = this.#plan;
    this.#lines.rename();
    this.#source.comms.restart(learned, (pid) => this.#lines.rename(pid));
    const reader = new RecordReader(this.#source, selection, { keep: false, slice, arena: this.#arena });
    this.#arena = reader.arena;
    for (let cursor = reader.next(); cursor !== undefined; cursor = reader.next()) {
      if (accepts !== undefined && !accepts(cursor, reader.type)) continue;
      this.#lines.append(cursor, reader.type, reader.lost, out);
    }
  }
}
