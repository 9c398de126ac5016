import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { BinaryTrace } from '../binary-trace.ts';
import { encodeLatin1 } from '../bytes/latin1.ts';
import { TextOutput } from '../bytes/text-output.ts';
import { checkNames } from '../read/check-names.ts';
import { selectStreams } from '../read/selection.ts';
import { mergeReports, type PlannedInput } from '../report/merge-reports.ts';
import { RecordLines, type RecordLinesOptions } from '../report/record-lines.ts';
import { createLineSource, createReportInput, type ReportInput, writeHead } from '../report/report-input.ts';
import { writeReport } from '../report/write-report.ts';
import { findOrigin } from '../ring/open-cursors.ts';
import { planSlices, type TimeSlice } from '../ring/plan-slices.ts';
import { LineWalker } from '../wasm/line-walker.ts';
import { AheadThread } from './ahead-thread.ts';
import { FileSource } from './file-source.ts';
import { openTraceFile, type TraceFile } from './open-trace-file.ts';
import { createPlan } from './report-plan.ts';
import type { ReportRequest } from './report-request.ts';
import { SliceThreads } from './slice-threads.ts';
import { type Rest, type WriteBytes, writeSlices } from './write-slices.ts';
import { writeTextReport } from './write-text-report.ts';

const MOST_WORKERS = 4;
/** On fewer processors, and below so many bytes, threads take longer to start than they save (docs/trace-speed.md). */
const WORTH_PROCESSORS = 4;
const WORTH_BYTES = 256 * 1024 * 1024;

/** Threads that help with a report. */
function countWorkers({ input, plan }: PlannedInput, request: ReportRequest): number {
  const { bytes } = input.trace;
  // The thread's program exists as built JavaScript only.
  if (!(bytes instanceof FileSource) || !import.meta.url.endsWith('.js')) return 0;
  // Differences of time need the line before, filters of stacks the record before.
  if (request.style.timeDifference || request.filters.length > 0) return 0;
  // Losses are told with the next event that is shown; a part of the time is read faster than it is cut.
  const { names, from, to } = request.selection;
  if (names !== undefined || from !== undefined || to !== undefined) return 0;
  if (request.workers !== undefined) return request.workers;
  const processors = availableParallelism();
  if (processors < WORTH_PROCESSORS || bytes.size < WORTH_BYTES) return 0;
  // Threads write slices without WebAssembly, and each takes three times as long then.
  if (LineWalker.suits(createLineSource([input], input), plan)) return 0;
  return Math.min(MOST_WORKERS, processors - 1);
}

/** What follows the beginning of a slice, to the end of the recording. */
function openEnd(slice: TimeSlice): TimeSlice {
  return slice.map(({ from, pages }) => ({
    ...(from && { from }),
    pages: { first: pages?.first ?? 0, end: Number.MAX_SAFE_INTEGER },
  }));
}

async function reportOnThreads(
  workers: number,
  bytes: FileSource,
  { input, plan }: PlannedInput,
  request: ReportRequest,
  write: WriteBytes,
): Promise<Rest | undefined> {
  const { inputs: _, workers: __, ahead: ___, ...contents } = request;
  const { label, timeOffset, trace } = input;
  const threads = new SliceThreads(workers, { descriptor: bytes.descriptor, label, timeOffset, contents });
  try {
    const streams = selectStreams(trace.streams, request.selection);
    const slices = planSlices(streams, findOrigin(trace.streams));
    const first = slices.next();
    if (first.done === true) return undefined;
    // The first lines are there before a thread is.
    const out = new TextOutput();
    const source = createLineSource([input], input);
    const lines = new RecordLines(source, plan, { slice: first.value, isAlone: true });
    lines.fill(out, Number.POSITIVE_INFINITY);
    if (lines.asksForNeighbours) return { slice: first.value, learned: [] };
    await write(out.bytes.subarray(0, out.length));
    return await writeSlices(threads, workers + 1, slices, source, write);
  } finally {
    await threads.close();
  }
}

async function reportOne(planned: PlannedInput, request: ReportRequest, write: WriteBytes): Promise<void> {
  const { input, plan } = planned;
  const { bytes } = input.trace;
  const workers = countWorkers(planned, request);
  let options: RecordLinesOptions = {};
  if (workers > 0 && bytes instanceof FileSource) {
    const rest = await reportOnThreads(workers, bytes, planned, request, write);
    if (rest === undefined) return;
    options = { slice: openEnd(rest.slice), learned: rest.learned };
  }
  const ahead = isReadThrough(request) ? AheadThread.start(input.trace, request.ahead) : undefined;
  try {
    for (const piece of writeReport(input, plan, options)) await write(piece);
  } finally {
    await ahead?.close();
  }
}

/** Whether a report reads a recording from its beginning to its end. */
function isReadThrough({ selection: { from, to } }: ReportRequest): boolean {
  return from === undefined && to === undefined;
}

/**
 * Writes the report of recordings as `trace-cmd report` does, merged by time where there are several. `write` is given pieces of whole lines
 * in order; a piece is valid until what `write` returns is settled. Resolves to the paths of recordings of which something could not be
 * read. Throws TraceError: what `openTraceFile` and filters throw.
 */
export async function reportFiles(request: ReportRequest, write: WriteBytes): Promise<string[]> {
  const files: TraceFile[] = [];
  try {
    const inputs: ReportInput[] = [];
    for (const { path, timeOffset } of request.inputs) {
      const trace = await openTraceFile(path);
      files.push(trace);
      if (!(trace instanceof BinaryTrace)) {
        await writeTextReport(trace, request, write);
        return [];
      }
      checkNames(trace.types, request.selection);
      inputs.push(createReportInput({ trace, label: basename(path), timeOffset, rawTime: request.rawTime }));
    }
    const planned = await Promise.all(
      inputs.map(async (input) => ({ input, plan: await createPlan(input, request) })),
    );
    await write(encodeLatin1(writeHead(inputs)));
    const [first] = planned;
    if (planned.length === 1 && first !== undefined) await reportOne(first, request, write);
    else for (const piece of mergeReports(planned)) await write(piece);
    return request.inputs.filter((_, index) => inputs[index]?.trace.isKnownDamaged).map(({ path }) => path);
  } finally {
    for (const file of files) file.close();
  }
}
