/** The parts of a line that describes one event. */
export interface EventLine {
  readonly instance: string;
  readonly comm: string;
  readonly pid: number;
  readonly cpu: number;
  readonly timestamp: bigint;
  readonly name: string;
  readonly info: string;
  /** The line has the flags column of tracefs. */
  readonly flags: boolean;
}

/** The first place where `-PID [CPU] FLAGS TIME: ` fits ends the comm, which may hold blanks, dashes and brackets. */
const LINE =
  /^(.*?)-(\d{1,10})\s{1,20}(?:\(\s{0,7}(?:\d{1,7}|-+)\)\s{1,20})?\[(\d{3,6})\](?:\s{0,20}([.a-zA-Z][.a-zA-Z0-9]{2,7}|-0x[0-9a-f]{1,4})(?=\s))?\s{0,20}(\d{1,20}(?:\.\d{6,9})?):\s(.*)$/s;

const EVENT = /^\s*([A-Za-z_][\w.]*):(?:\s+(.*))?$/s;
const INSTANCE = /^(\S+):\s{2,}/;

/** Where events were lost: `CPU:1 [300 EVENTS DROPPED]` in trace-cmd, `CPU:0 [LOST 186 EVENTS]` in tracefs. */
const LOSS = /^(?:.{0,64}:\s+)?CPU:(\d{1,6}) \[(?:LOST )?(?:(\d{1,15}) )?EVENTS(?: DROPPED)?\]\s*$/;

/** Seconds with 6 or 9 decimals in nanoseconds; a bare count as it is. */
export function parseTimestamp(text: string): bigint {
  const [seconds = '0', fraction] = text.split('.');
  if (fraction === undefined) return BigInt(seconds);
  return BigInt(seconds) * 1_000_000_000n + BigInt(fraction.padEnd(9, '0'));
}

/** Takes a line apart; undefined for headers, stacks, continuations and everything else. */
export function parseEventLine(line: string): EventLine | undefined {
  const match = LINE.exec(line);
  if (match === null) return undefined;
  const [, head = '', pid, cpu, flags, time = '0', rest = ''] = match;
  const instance = INSTANCE.exec(head)?.[1] ?? '';
  const comm = head.slice(instance === '' ? 0 : instance.length + 1).trimStart();
  const event = EVENT.exec(rest);
  return {
    instance,
    comm,
    pid: Number(pid),
    cpu: Number(cpu),
    timestamp: parseTimestamp(time),
    // The function tracer's lines are `function <-caller` and name no event.
    name: event?.[1] ?? 'function',
    info: event === null ? rest.trim() : (event[2] ?? ''),
    flags: flags !== undefined,
  };
}

/** The CPU of a line that tells of lost events, and how many; -1 when it does not say. */
export function parseLossLine(line: string): { cpu: number; count: number } | undefined {
  const match = LOSS.exec(line);
  if (match === null) return undefined;
  return { cpu: Number(match[1]), count: match[2] === undefined ? -1 : Number(match[2]) };
}
