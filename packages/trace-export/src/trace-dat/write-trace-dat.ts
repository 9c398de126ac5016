import { LabError } from '@uringlab/schema';
import type { EventSelection, Recording, Trace } from '@uringlab/trace-parser';
import type { Sink } from '../sink.ts';
import { encodeRecords } from './encode-records.ts';
import { encodeV6 } from './encode-v6.ts';
import { encodeV7 } from './encode-v7.ts';
import type { BufferPlan } from './layout.ts';
import { type PageShape, readPageShape } from './page-shape.ts';

export interface WriteTraceDatOptions {
  /** Events to keep; all without it. */
  readonly selection?: EventSelection;
  /** Version of the file, 7 without it. */
  readonly version?: 6 | 7;
}

/** What became of the records. */
export interface WrittenTraceDat {
  /** Records that were left out, since no format describes them or no page holds them. */
  readonly dropped: number;
}

function requireRecording(trace: Trace): Recording {
  if (trace.recording !== undefined && trace.records !== undefined) return trace.recording;
  throw new LabError('E_USAGE', 'the trace is text, and a trace.dat holds the records of a ring buffer', {
    hint: 'give a trace.dat or raw pages',
  });
}

function planBuffers(
  trace: Trace,
  shapes: readonly PageShape[],
  sizes: readonly Map<number, number>[],
): BufferPlan[] {
  return trace.instances.map(({ name, clock }, index) => {
    const shape = shapes[index] as PageShape;
    const cpus = [...(sizes[index] ?? [])].map(([cpu, size]) => ({ cpu, size }));
    return { name, clock, shape, cpus };
  });
}

/** Copies what is read on demand, since it is needed more than once. */
function copyRecording(recording: Recording, cpuCount: number): Recording {
  const { littleEndian, longSize, headerPage, headerEvent, formats, options } = recording;
  const { kallsyms, printk, cmdlines } = recording;
  return {
    littleEndian,
    longSize,
    cpuCount,
    headerPage,
    headerEvent,
    formats,
    options,
    kallsyms,
    printk,
    cmdlines,
  };
}

/** Writes in two passes over the records: the tables stand before the pages, and a sink has no way back. */
async function write(
  trace: Trace,
  sink: Sink,
  options: WriteTraceDatOptions,
  onlyKnown: boolean,
): Promise<WrittenTraceDat> {
  const recording = requireRecording(trace);
  const pageSize = trace.instances.find(({ cpus }) => cpus.length > 0)?.pageSize ?? USUAL_PAGE;
  const shapes = trace.instances.map((instance) =>
    readPageShape(recording, instance.cpus.length > 0 ? instance.pageSize : pageSize),
  );
  const request = { selection: options.selection, onlyKnown, shapes };
  const sizes = trace.instances.map(() => new Map<number, number>());
  const counting = encodeRecords(trace, request);
  let step = counting.next();
  for (; step.done !== true; step = counting.next()) {
    const { instance, cpu, bytes } = step.value;
    if (bytes.length > 0) sizes[instance]?.set(cpu, (sizes[instance]?.get(cpu) ?? 0) + bytes.length);
  }
  const buffers = planBuffers(trace, shapes, sizes);
  if (!buffers.some(({ name }) => name === '')) {
    buffers.unshift({
      name: '',
      clock: trace.source.clock,
      shape: readPageShape(recording, pageSize),
      cpus: [],
    });
  }
  const cpuCount = Math.max(
    recording.cpuCount,
    ...buffers.flatMap(({ cpus }) => cpus.map(({ cpu }) => cpu + 1)),
  );
  const plan = { recording: copyRecording(recording, cpuCount), buffers };
  const { head, gaps } = options.version === 6 ? encodeV6(plan) : encodeV7(plan);
  await sink.write(head);

  const added = buffers.length - trace.instances.length;
  let opened = 0;
  for (const { instance, bytes } of encodeRecords(trace, request)) {
    for (; opened <= instance + added; opened++) await sink.write(gaps[opened] as Uint8Array);
    await sink.write(bytes);
  }
  for (; opened < gaps.length; opened++) await sink.write(gaps[opened] as Uint8Array);
  return { dropped: step.value };
}

const USUAL_PAGE = 4096;

/**
 * Writes the selected events of a recording as a trace.dat: everything else the recording holds is carried over, records and times are
 * unchanged, losses stand where they were. Throws E_USAGE for text, and for version 6 where instances differ in page size.
 */
export function trimTrace(
  trace: Trace,
  sink: Sink,
  options: WriteTraceDatOptions = {},
): Promise<WrittenTraceDat> {
  return write(trace, sink, options, false);
}

/**
 * Writes what can be read of a damaged recording as a clean trace.dat. Records that no format describes are left out, each counted as
 * an event lost.
 */
export function repairTrace(
  trace: Trace,
  sink: Sink,
  options: WriteTraceDatOptions = {},
): Promise<WrittenTraceDat> {
  return write(trace, sink, options, true);
}
