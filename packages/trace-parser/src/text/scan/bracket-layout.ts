import { type EventLine, endsTime, type Layout, MOST_PID, scanRest, scanTime } from './event-line.ts';
import { scanFlags } from './flags.ts';
import {
  CLOSE,
  CLOSE_BRACKET,
  DASH,
  isBlank,
  NEWLINE,
  OPEN,
  OPEN_BRACKET,
  readDecimal,
  skipBlanks,
  skipBlanksBack,
  skipDigits,
  skipDigitsBack,
} from './letters.ts';

const COMM_WIDTH = 16;
const MOST_BLANKS = 20;

/** Reads `-PID ` or `-PID (TGID) ` that ends before `at`; a TGID that is not known is a row of dashes. */
function scanTask(line: EventLine, bytes: Uint8Array, start: number, at: number): boolean {
  let stop = skipBlanksBack(bytes, at, start);
  if (stop === at || at - stop > MOST_BLANKS) return false;
  if (bytes[stop - 1] === CLOSE) {
    let group = stop - 1;
    while (group > start && bytes[group - 1] === DASH) group--;
    if (group === stop - 1) group = skipBlanksBack(bytes, skipDigitsBack(bytes, group, start), start);
    if (group <= start || bytes[group - 1] !== OPEN) return false;
    const before = skipBlanksBack(bytes, group - 1, start);
    if (before === group - 1) return false;
    stop = before;
  }
  const digits = skipDigitsBack(bytes, stop, start);
  if (digits === stop || stop - digits > 10 || digits === start || bytes[digits - 1] !== DASH) return false;
  line.pid = readDecimal(bytes, digits, stop);
  line.headEnd = digits - 1;
  return line.pid <= MOST_PID;
}

/** Whether the bracket at `at` is that of a CPU with a task before it and a time behind it. */
function fits(line: EventLine, bytes: Uint8Array, start: number, at: number, end: number): boolean {
  const closing = skipDigits(bytes, at + 1, end);
  const digits = closing - at - 1;
  if (digits < 3 || digits > 6 || bytes[closing] !== CLOSE_BRACKET) return false;
  const flags = skipBlanks(bytes, closing + 1, end);
  const flagsEnd = scanFlags(bytes, flags, end);
  const time = skipBlanks(bytes, flagsEnd, end);
  if (flags - closing > MOST_BLANKS || time - flagsEnd > MOST_BLANKS) return false;
  const timeEnd = scanTime(line, bytes, time, end);
  if (timeEnd < 0 || !endsTime(bytes, timeEnd, end) || !scanTask(line, bytes, start, at)) return false;
  line.cpu = readDecimal(bytes, at + 1, closing);
  line.tracefs = flagsEnd > flags;
  scanRest(line, bytes, timeEnd + 2, end);
  return true;
}

/**
 * `COMM-PID (TGID) [CPU] FLAGS TIME: NAME: INFO`, TGID and FLAGS not always there: `trace-cmd report` (print_event_fields and
 * show_event of trace-report.c) and tracefs (trace_print_context in kernel/trace/trace_output.c).
 *
 * A comm may hold blanks, dashes, colons and brackets, even 15 letters that look like the beginning of a line. The first place that
 * fits is taken; but where it would end a comm short of its column, a later one at the column is the right one.
 */
function scanBracketLine(line: EventLine, bytes: Uint8Array, start: number, end: number): boolean {
  let first = -1;
  for (let at = start; at < end && bytes[at] !== NEWLINE; at++) {
    if (bytes[at] !== OPEN_BRACKET || !fits(line, bytes, start, at, end)) continue;
    const column = line.headEnd - start;
    if (column === COMM_WIDTH || (first < 0 && (column > COMM_WIDTH || !isBlank(bytes[start])))) return true;
    if (first < 0) first = at;
    else if (column > COMM_WIDTH) break;
  }
  return first >= 0 && fits(line, bytes, start, first, end);
}

export const BRACKET_LAYOUT: Layout = { commWidth: COMM_WIDTH, scan: scanBracketLine };
