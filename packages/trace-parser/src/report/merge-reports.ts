import { TextOutput } from '../bytes/text-output.ts';
import { RecordReader } from '../read/record-reader.ts';
import { selectStreams } from '../read/selection.ts';
import type { RingCursor } from '../ring/ring-cursor.ts';
import { LineWriter } from './line-writer.ts';
import type { ReportPlan } from './record-lines.ts';
import { createLineSource, type ReportInput } from './report-input.ts';

const PIECE = 1024 * 1024;

/** A recording, and what of it is to be shown. */
export interface PlannedInput {
  readonly input: ReportInput;
  readonly plan: ReportPlan;
}

/** One recording among several: where its reading is. */
class OpenReport {
  readonly #reader: RecordReader;
  readonly #lines: LineWriter;
  readonly #accepts: ReportPlan['accepts'];
  #cursor: RingCursor | undefined;
  /** Time of the next record, as it is printed; undefined after the last. */
  time: bigint | undefined;

  constructor(inputs: readonly ReportInput[], input: ReportInput, plan: ReportPlan) {
    const whole = createLineSource(inputs, input);
    const source = { ...whole, streams: selectStreams(whole.streams, plan.selection) };
    this.#lines = new LineWriter(source, plan.style);
    this.#reader = new RecordReader(source, plan.selection, {
      keep: false,
      onDamage: ({ bytesSkipped }) => {
        source.damage.skippedBytes += bytesSkipped;
      },
    });
    this.#accepts = plan.accepts;
    source.comms.restart([], (pid) => this.#lines.rename(pid));
    source.neighbours.current = () => undefined;
    this.#advance();
  }

  /** Appends the line of the next record. */
  append(out: TextOutput): void {
    if (this.#cursor === undefined) return;
    this.#lines.append(this.#cursor, this.#reader.type, this.#reader.lost, out);
    this.#advance();
  }

  #advance(): void {
    do this.#cursor = this.#reader.next();
    while (this.#cursor !== undefined && this.#accepts?.(this.#cursor, this.#reader.type) === false);
    const cursor = this.#cursor;
    this.time = cursor?.stream.toTraceTime(cursor.base + BigInt(cursor.delta));
  }
}

/** The reports of several recordings merged by time, in pieces of whole lines; on equal times the earlier recording goes first. */
export function* mergeReports(planned: readonly PlannedInput[]): Generator<Uint8Array, void, undefined> {
  const inputs = planned.map(({ input }) => input);
  const reports = planned.map(({ input, plan }) => new OpenReport(inputs, input, plan));
  const out = new TextOutput();
  for (;;) {
    let next: OpenReport | undefined;
    for (const report of reports) {
      if (report.time !== undefined && (next?.time === undefined || report.time < next.time)) next = report;
    }
    if (next === undefined) break;
    next.append(out);
    if (out.length >= PIECE) {
      yield out.bytes.subarray(0, out.length);
      out.length = 0;
    }
  }
  yield out.bytes.subarray(0, out.length);
}
