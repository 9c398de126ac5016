import type { TextOutput } from '../bytes/text-output.ts';
import type { EventSelection } from '../columns/event-batch.ts';
import type { BinaryEventType } from '../event/binary-event-type.ts';
import type { LearnedComm } from '../event/comm-table.ts';
import type { OtherRecord, RecordPosition } from '../handlers/handler-context.ts';
import { RecordReader } from '../read/record-reader.ts';
import { selectStreams } from '../read/selection.ts';
import type { TimeSlice } from '../ring/plan-slices.ts';
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

export interface RecordLinesOptions {
  /** Only a slice of the recording. */
  readonly slice?: TimeSlice;
  /** Others write what comes before and after: handlers are not told of the neighbours of a record. */
  readonly isAlone?: boolean;
  /** Names that events before gave to threads. */
  readonly learned?: Iterable<LearnedComm>;
}

/** Writes the lines of the records of a recording, or of a slice of it, in order of time. */
export class RecordLines implements RecordPosition {
  readonly #lines: LineWriter;
  readonly #reader: RecordReader;
  readonly #accepts: AcceptRecord | undefined;
  /** The record after the one that is being written, where a handler has asked for it: it has been read then. */
  #next: RingCursor | undefined;
  #peeked = false;
  #current: RingCursor | undefined;
  #base = 0n;
  #delta = 0;
  /** Whether a handler has asked for the neighbours of a record. */
  asksForNeighbours = false;

  constructor(
    source: LineSource,
    { style, selection, accepts }: ReportPlan,
    options: RecordLinesOptions = {},
  ) {
    const streams = selectStreams(source.streams, selection);
    const { slice, learned = [], isAlone = false } = options;
    this.#lines = new LineWriter({ ...source, streams }, style);
    this.#reader = new RecordReader(source, selection, {
      keep: false,
      onDamage: ({ bytesSkipped }) => {
        source.damage.skippedBytes += bytesSkipped;
      },
      ...(slice === undefined ? {} : { slice }),
    });
    this.#accepts = accepts;
    source.comms.restart(learned, (pid) => this.#lines.rename(pid));
    source.neighbours.current = () => {
      this.asksForNeighbours = true;
      return isAlone ? undefined : this;
    };
  }

  /** Appends lines until there are `limit` bytes; false after the last. */
  fill(out: TextOutput, limit: number): boolean {
    while (out.length < limit) {
      const cursor = this.#take();
      if (cursor === undefined) return false;
      const { type, lost } = this.#reader;
      if (this.#accepts !== undefined && !this.#accepts(cursor, type)) continue;
      this.#current = cursor;
      this.#base = cursor.base;
      this.#delta = cursor.delta;
      this.#lines.append(cursor, type, lost, out);
    }
    return true;
  }

  #take(): RingCursor | undefined {
    if (!this.#peeked) return this.#reader.next();
    this.#peeked = false;
    return this.#next;
  }

  get cpu(): number {
    return this.#current?.stream.cpu ?? 0;
  }

  formatTime(earlierBy: bigint): string {
    const stream = this.#current?.stream;
    const time = this.#base + BigInt(this.#delta) - earlierBy;
    return this.#lines.formatTime(stream === undefined ? time : stream.toTraceTime(time));
  }

  peek(): OtherRecord | undefined {
    const stream = this.#current?.stream;
    if (!this.#peeked) {
      this.#next = this.#reader.next();
      this.#peeked = true;
    }
    const next = this.#next;
    if (next === undefined || next.stream !== stream) return undefined;
    return { view: next.view, at: next.payload, size: next.size, format: this.#reader.type.format };
  }

  skip(): void {
    this.#peeked = false;
  }
}
