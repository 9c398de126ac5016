import {
  type EventLine,
  endsTime,
  type Layout,
  MOST_PID,
  scaleMicroseconds,
  scanRest,
  scanTime,
} from './event-line.ts';
import { scanFlags } from './flags.ts';
import { DASH, NEWLINE, readDecimal, skipBlanks, skipDigits } from './letters.ts';

const U = 117;
const S = 115;

/** Whether a pid stands at `at`, with CPU, flags and time behind it. */
function fits(line: EventLine, bytes: Uint8Array, at: number, end: number): boolean {
  const pidEnd = skipDigits(bytes, at, end);
  const cpu = skipBlanks(bytes, pidEnd, end);
  const cpuEnd = skipDigits(bytes, cpu, end);
  if (pidEnd === at || pidEnd - at > 10 || cpu === pidEnd || cpuEnd === cpu || cpuEnd - cpu > 6) return false;
  const flagsEnd = scanFlags(bytes, cpuEnd, end);
  if (flagsEnd === cpuEnd) return false;
  let stop = scanTime(line, bytes, skipBlanks(bytes, flagsEnd, end), end);
  if (stop < 0) return false;
  line.tracefs = bytes[stop] === U && bytes[stop + 1] === S;
  // A mark for a long time until the next event follows the unit.
  if (line.tracefs) stop += 3;
  if (!endsTime(bytes, stop, end) || (line.tracefs && !scaleMicroseconds(line))) return false;
  line.pid = readDecimal(bytes, at, pidEnd);
  line.cpu = readDecimal(bytes, cpu, cpuEnd);
  scanRest(line, bytes, stop + 2, end);
  return line.pid <= MOST_PID;
}

/**
 * `COMM-PID CPUFLAGS TIME: NAME: INFO` with a comm of 8 letters: option `latency-format` of tracefs, times in microseconds since the
 * buffer was last cleared or a bare count (lat_print_generic and trace_print_lat_context in kernel/trace/trace_output.c), and
 * `trace-cmd report -l`, times in seconds.
 */
function scanLatencyLine(line: EventLine, bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end && bytes[at] !== NEWLINE; at++) {
    if (bytes[at] === DASH && fits(line, bytes, at + 1, end)) {
      line.headEnd = at;
      return true;
    }
  }
  return false;
}

export const LATENCY_LAYOUT: Layout = { commWidth: 8, scan: scanLatencyLine };
