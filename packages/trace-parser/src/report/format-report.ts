import type { Trace, TraceEvent } from '../trace.ts';

export interface FormatEventOptions {
  /** Nine decimals as they are (`trace-cmd report -t`); otherwise six, rounded. */
  nanoseconds?: boolean;
  /** Print the timestamp as a plain count: for clocks that do not tick in nanoseconds. */
  rawTimestamp?: boolean;
}

/** Clocks libtraceevent prints as seconds (src/event-parse.c, is_timestamp_in_us); all others it prints as they are. */
const SECONDS_CLOCK = /^(local|global|uptime|perf|mono.*|tsc2nsec|)$/;

const NAME_WIDTH = 22;

function formatTime(time: bigint, options: FormatEventOptions): string {
  if (options.rawTimestamp) return `${String(time).padStart(12)}:`;
  const digits = options.nanoseconds ? 9 : 6;
  const units = options.nanoseconds ? time : (time + 500n) / 1000n;
  const text = String(units).padStart(digits + 1, '0');
  return ` ${text.slice(0, -digits).padStart(5)}.${text.slice(-digits)}:`;
}

/** One line as `trace-cmd report -N` prints it, without the prefix an instance has. */
export function formatEvent(event: TraceEvent, options: FormatEventOptions = {}): string {
  const task = `${event.comm.padStart(16)}-${String(event.pid).padEnd(5)}`;
  const cpu = `[${String(event.cpu).padStart(3, '0')}]`;
  const name = `${event.name}: `.padEnd(NAME_WIDTH);
  return `${task} ${cpu}${formatTime(event.timestamp, options)} ${name}${event.info()}`;
}

interface LineStyle {
  readonly prefix: string;
  readonly format: FormatEventOptions;
}

/** All lines of `trace-cmd report -N`: the number of CPUs, the events, and where events were lost; without line breaks at their ends. */
export function* formatReport(
  trace: Trace,
  options: { nanoseconds?: boolean } = {},
): Generator<string, void, undefined> {
  yield `cpus=${trace.source.cpus}`;
  const named = trace.instances.filter(({ name }) => name !== '');
  const width = Math.max(0, ...named.map(({ name }) => name.length));
  const styles = new Map<string, LineStyle>();
  for (const { name, clock } of trace.instances) {
    const prefix =
      named.length === 0 ? '' : name === '' ? ' '.repeat(width + 2) : `${name.padStart(width)}: `;
    styles.set(name, { prefix, format: { ...options, rawTimestamp: !SECONDS_CLOCK.test(clock) } });
  }
  const plain: LineStyle = { prefix: '', format: options };
  for (const event of trace.events()) {
    const { prefix, format } = styles.get(event.instance ?? '') ?? plain;
    const line = formatEvent(event, format);
    if (event.lostBefore === 0) {
      yield prefix + line;
    } else {
      const count = event.lostBefore > 0 ? `${event.lostBefore} ` : '';
      yield `${prefix}CPU:${event.cpu} [${count}EVENTS DROPPED]`;
      yield line;
    }
  }
}
