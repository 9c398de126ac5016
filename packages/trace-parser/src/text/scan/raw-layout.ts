import { type EventLine, type Layout, MOST_PID, scanRest, scanTime } from './event-line.ts';
import { BLANK, readDecimal, skipDigits } from './letters.ts';

const TYPE = Uint8Array.from('type: ', (letter) => letter.charCodeAt(0));

/**
 * `PID CPU TIME type: ID`: option `raw` of tracefs (print_raw_fmt in kernel/trace/trace.c), which prints neither names nor fields. The
 * number takes the place of the name. Events of ftrace itself print their content: `# ADDRESS TEXT` for a marker.
 */
function scanRawLine(line: EventLine, bytes: Uint8Array, start: number, end: number): boolean {
  const pidEnd = skipDigits(bytes, start, end);
  const cpuEnd = skipDigits(bytes, pidEnd + 1, end);
  if (pidEnd === start || pidEnd - start > 10 || cpuEnd === pidEnd + 1 || cpuEnd - pidEnd > 7) return false;
  const timeEnd = scanTime(line, bytes, cpuEnd + 1, end);
  if (timeEnd < 0 || bytes[pidEnd] !== BLANK || bytes[cpuEnd] !== BLANK || bytes[timeEnd] !== BLANK)
    return false;
  line.pid = readDecimal(bytes, start, pidEnd);
  line.cpu = readDecimal(bytes, pidEnd + 1, cpuEnd);
  line.headEnd = start;
  line.tracefs = true;
  scanRest(line, bytes, timeEnd + 1, end);
  const name = timeEnd + 1;
  if (TYPE.every((letter, index) => bytes[name + index] === letter)) {
    const stop = skipDigits(bytes, name + TYPE.length, end);
    line.nameStart = name;
    line.nameEnd = stop;
    line.infoStart = stop;
  }
  return line.pid <= MOST_PID;
}

export const RAW_LAYOUT: Layout = { commWidth: 0, scan: scanRawLine };
