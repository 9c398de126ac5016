import { TextOutput } from '../bytes/text-output.ts';
import { LineWalker } from '../wasm/line-walker.ts';
import { RecordLines, type RecordLinesOptions, type ReportPlan } from './record-lines.ts';
import { createLineSource, type ReportInput } from './report-input.ts';

/** The first line is to be seen at once, before symbols are read and functions compiled for what follows it. */
const FIRST_PIECE = 1;
const PIECE = 1024 * 1024;

/**
 * The lines of one recording, or of a slice of it, in pieces of whole lines; a piece is valid until the next is asked for. WebAssembly writes
 * them where it can.
 */
export function* writeReport(
  input: ReportInput,
  plan: ReportPlan,
  options: RecordLinesOptions = {},
): Generator<Uint8Array, void, undefined> {
  const source = createLineSource([input], input);
  const walker = options.slice === undefined ? LineWalker.open(source, plan) : undefined;
  if (walker !== undefined) {
    yield* walker.write(FIRST_PIECE);
    return;
  }
  const out = new TextOutput();
  const lines = new RecordLines(source, plan, options);
  for (let more = lines.fill(out, FIRST_PIECE); ; more = lines.fill(out, PIECE)) {
    yield out.bytes.subarray(0, out.length);
    out.length = 0;
    if (!more) return;
  }
}
