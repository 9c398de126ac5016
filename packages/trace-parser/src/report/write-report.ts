import { TextOutput } from '../bytes/text-output.ts';
import { createLineSource, type ReportInput, writeHead } from './report-input.ts';
import { type ReportPlan, SliceWriter } from './slice-writer.ts';

/** The report of one recording, in pieces of whole lines; a piece is valid until the next is asked for. */
export function* writeReport(input: ReportInput, plan: ReportPlan): Generator<Uint8Array, void, undefined> {
  const out = new TextOutput();
  out.text(writeHead([input]));
  const writer = new SliceWriter(createLineSource([input], input), plan);
  input.trace.comms.restart([]);
  for (const slice of writer.slices()) {
    writer.append(slice, input.trace.comms.learned, out);
    yield out.bytes.subarray(0, out.length);
    out.length = 0;
  }
}
