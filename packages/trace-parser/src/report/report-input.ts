import type { BinaryTrace } from '../binary-trace.ts';
import type { WritingState } from '../event/writing-state.ts';
import type { CpuStream } from '../ring/cpu-stream.ts';
import type { LineSource } from './line-writer.ts';

/** One recording, and how a report is to show it. */
export interface ReportSource {
  readonly trace: BinaryTrace;
  /** What the recording is called where several are reported. */
  readonly label: string;
  /** Nanoseconds to add to every time (--ts-offset). */
  readonly timeOffset: bigint;
  /** Print the ring buffer's own counts, without conversions and offsets (--raw-ts). */
  readonly rawTime: boolean;
}

/** A recording in one report. */
export interface ReportInput extends ReportSource {
  readonly state: WritingState;
}

export function createReportInput(source: ReportSource): ReportInput {
  return { ...source, state: source.trace.takeWritingState() };
}

function adjustTimes(streams: readonly CpuStream[], { timeOffset, rawTime }: ReportInput): CpuStream[] {
  if (rawTime) return streams.map((stream) => ({ ...stream, toTraceTime: (time) => time, timeShift: 0n }));
  if (timeOffset === 0n) return [...streams];
  return streams.map((stream) => ({
    ...stream,
    toTraceTime: (time) => BigInt.asUintN(64, stream.toTraceTime(time) + timeOffset),
    timeShift: stream.timeShift === null ? null : stream.timeShift + timeOffset,
  }));
}

/** Names of what lines can come from: the instances, and the inputs themselves where there are several. */
function findLabels(inputs: readonly ReportInput[]): readonly (readonly string[])[] {
  const several = inputs.length > 1;
  return inputs.map(({ trace, label }) =>
    trace.instances.map(({ name }) => (name === '' && several ? label : name)),
  );
}

/** Width of the column that says where a line comes from; 0 when all come from one place. */
export function measurePrefix(inputs: readonly ReportInput[]): number {
  const labels = findLabels(inputs).flat();
  const own = inputs.length > 1 ? inputs.map(({ label }) => label.length) : [];
  return Math.max(0, ...labels.map((label) => label.length), ...own);
}

/** The first lines of a report: how many CPUs each recording has. */
export function writeHead(inputs: readonly ReportInput[]): string {
  // Names of instances do not count here yet.
  const width = Math.max(0, ...inputs.map(({ label }) => label.length));
  return inputs
    .map(
      ({ trace, label }) =>
        `${inputs.length > 1 ? `${label.padStart(width)}: ` : ''}cpus=${trace.source.cpus}\n`,
    )
    .join('');
}

/** What the lines of an input are written of. */
export function createLineSource(inputs: readonly ReportInput[], input: ReportInput): LineSource {
  const width = measurePrefix(inputs);
  const { trace } = input;
  const labels = findLabels(inputs)[inputs.indexOf(input)] ?? [];
  return {
    streams: adjustTimes(trace.streams, input),
    ...input.state,
    clocks: trace.instances.map(({ clock }) => (input.rawTime ? 'counter' : clock)),
    prefixes: labels.map((label) =>
      width === 0 ? '' : label === '' ? ' '.repeat(width + 2) : `${label.padStart(width)}: `,
    ),
    damage: trace.damage,
    symbols: trace.symbols,
    webAssembly: trace.webAssembly,
  };
}
