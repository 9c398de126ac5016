import { type EventLine, endsTime, type Layout, MOST_PID, scanRest } from './event-line.ts';
import {
  CLOSE,
  CLOSE_BRACKET,
  DOT,
  isBlank,
  NEWLINE,
  OPEN,
  OPEN_BRACKET,
  PLUS,
  readDecimal,
  skipBlanksBack,
  skipDigits,
  skipDigitsBack,
  skipHex,
} from './letters.ts';

const M = 109;
const S = 115;
/** Columns between the CPU and the time: preempt count, flags, number of the entry. */
const COLUMNS_BEFORE = 3;

/** Where a number of milliseconds or a bare count ends; -1 when it has a fraction without a unit. */
function skipAmount(bytes: Uint8Array, at: number, end: number): number {
  const stop = skipDigits(bytes, at, end);
  if (bytes[stop] !== DOT) return stop;
  const fraction = skipDigits(bytes, stop + 1, end);
  return bytes[fraction] === M && bytes[fraction + 1] === S ? fraction + 2 : -1;
}

function readHex(bytes: Uint8Array, start: number, end: number): bigint {
  let text = '0x';
  for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at] as number);
  return BigInt(text);
}

function scanTask(line: EventLine, bytes: Uint8Array, start: number, at: number): boolean {
  let stop = at;
  for (let column = 0; column < COLUMNS_BEFORE; column++) {
    stop = skipBlanksBack(bytes, stop, start);
    while (stop > start && !isBlank(bytes[stop - 1])) stop--;
  }
  const cpuEnd = skipBlanksBack(bytes, stop, start);
  const cpu = skipDigitsBack(bytes, cpuEnd, start);
  const pidEnd = skipBlanksBack(bytes, cpu, start);
  const pid = skipDigitsBack(bytes, pidEnd, start);
  if (cpu === cpuEnd || cpuEnd - cpu > 6 || pidEnd === cpu || pid === pidEnd || pidEnd - pid > 10)
    return false;
  line.cpu = readDecimal(bytes, cpu, cpuEnd);
  line.pid = readDecimal(bytes, pid, pidEnd);
  line.headEnd = skipBlanksBack(bytes, pid, start);
  return line.headEnd < pid && line.pid <= MOST_PID;
}

function fits(line: EventLine, bytes: Uint8Array, start: number, at: number, end: number): boolean {
  const closing = skipHex(bytes, at + 1, end);
  const digits = closing - at - 1;
  if (digits < 8 || digits > 16 || bytes[closing] !== CLOSE_BRACKET || !isBlank(bytes[closing + 1]))
    return false;
  const amount = skipAmount(bytes, closing + 2, end);
  if (amount < 0 || bytes[amount + 1] !== OPEN || bytes[amount + 2] !== PLUS) return false;
  const difference = skipAmount(bytes, amount + 3, end);
  if (difference < 0 || bytes[difference] !== CLOSE || !endsTime(bytes, difference + 1, end)) return false;
  if (!scanTask(line, bytes, start, at)) return false;
  const microseconds = bytes[amount - 1] === S;
  const time = BigInt.asUintN(64, readHex(bytes, at + 1, closing) * (microseconds ? 1000n : 1n));
  line.billions = Number(time / 1_000_000_000n);
  line.units = Number(time % 1_000_000_000n);
  line.tracefs = true;
  scanRest(line, bytes, difference + 3, end);
  return true;
}

/**
 * `COMM PID CPU PREEMPT FLAGS NUMBER [TIME] SINCE (+UNTIL): NAME: INFO`: options `latency-format` and `verbose` of tracefs together
 * (trace_print_lat_context, lat_print_timestamp in kernel/trace/trace_output.c). The bracket holds the time itself, in hexadecimal:
 * microseconds, or the count of a clock that counts.
 */
function scanVerboseLine(line: EventLine, bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end && bytes[at] !== NEWLINE; at++) {
    if (bytes[at] === OPEN_BRACKET && fits(line, bytes, start, at, end)) return true;
  }
  return false;
}

export const VERBOSE_LAYOUT: Layout = { commWidth: 16, scan: scanVerboseLine };
