import { BinaryTrace } from '../binary-trace.ts';
import { decodeLatin1 } from '../bytes/latin1.ts';
import type { EventSelection } from '../columns/event-batch.ts';
import type { Trace, TraceEvent } from '../trace.ts';
import { createReportInput, writeHead } from './report-input.ts';
import { PLAIN_REPORT, type ReportStyle } from './report-style.ts';
import { writeReport } from './write-report.ts';

export interface FormatEventOptions {
  /** Nine decimals as they are (`trace-cmd report -t`); otherwise six, rounded. */
  nanoseconds?: boolean;
  /** Print the timestamp as a plain count: for clocks that do not tick in nanoseconds. */
  rawTimestamp?: boolean;
}

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

/** How the lines of a recording look; those of a text are as they were written, but for the time. */
export type FormatReportOptions = Partial<ReportStyle> & {
  /** The events to show; all without it. */
  readonly selection?: EventSelection;
};

const WITHOUT_PLUGINS: ReportStyle = { ...PLAIN_REPORT, plugins: false };

function* formatRecording(
  trace: BinaryTrace,
  { selection = {}, ...style }: FormatReportOptions,
): Generator<string, void, undefined> {
  const input = createReportInput({ trace, label: '', timeOffset: 0n, rawTime: false });
  const plan = { style: { ...WITHOUT_PLUGINS, ...style }, selection };
  yield* writeHead([input]).slice(0, -1).split('\n');
  for (const piece of writeReport(input, plan)) {
    const text = decodeLatin1(piece);
    if (text !== '') yield* text.slice(0, -1).split('\n');
  }
}

function* formatText(trace: Trace, options: FormatReportOptions): Generator<string, void, undefined> {
  yield `cpus=${trace.source.cpus}`;
  for (const event of trace.events(options.selection)) {
    if (event.lostBefore !== 0) {
      const count = event.lostBefore > 0 ? `${event.lostBefore} ` : '';
      yield `CPU:${event.cpu} [${count}EVENTS DROPPED]`;
    }
    yield formatEvent(event, { nanoseconds: options.nanoseconds ?? false });
  }
}

/**
 * All lines of a report as `trace-cmd report` prints them, with the plugins' texts if `plugins` is set: the number of CPUs, the events, and
 * where events were lost; without line breaks at their ends.
 */
export function formatReport(
  trace: Trace,
  options: FormatReportOptions = {},
): Generator<string, void, undefined> {
  return trace instanceof BinaryTrace ? formatRecording(trace, options) : formatText(trace, options);
}
