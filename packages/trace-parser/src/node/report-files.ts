import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { BinaryTrace } from '../binary-trace.ts';
import { encodeLatin1 } from '../bytes/latin1.ts';
import { checkNames } from '../read/check-names.ts';
import { mergeReports, type PlannedInput } from '../report/merge-reports.ts';
import { createLineSource, type ReportInput, writeHead } from '../report/report-input.ts';
import { SliceWriter } from '../report/slice-writer.ts';
import { FileSource } from './file-source.ts';
import { openTraceFile, type TraceFile } from './open-trace-file.ts';
import { createPlan } from './report-plan.ts';
import type { ReportRequest } from './report-request.ts';
import { SliceThreads } from './slice-threads.ts';
import { type WriteBytes, writeSlices, writeSlicesOn } from './write-slices.ts';
import { writeTextReport } from './write-text-report.ts';

const MOST_WORKERS = 4;
/** On fewer processors, and below so many bytes, threads take longer to start than they save (docs/trace-speed.md). */
const WORTH_PROCESSORS = 4;
const WORTH_BYTES = 256 * 1024 * 1024;

/** Threads that help with a report. */
function countWorkers(input: ReportInput, request: ReportRequest): number {
  const { bytes } = input.trace;
  // The thread's program exists as built JavaScript only.
  if (!(bytes instanceof FileSource) || !import.meta.url.endsWith('.js')) return 0;
  // Differences of time need the line before, filters of stacks the record before.
  if (request.style.timeDifference || request.filters.length > 0) return 0;
  if (request.workers !== undefined) return request.workers;
  const processors = availableParallelism();
  if (processors < WORTH_PROCESSORS || bytes.size < WORTH_BYTES) return 0;
  return Math.min(MOST_WORKERS, processors - 1);
}

async function reportOne(
  { input, plan }: PlannedInput,
  request: ReportRequest,
  write: WriteBytes,
): Promise<void> {
  const { comms, bytes } = input.trace;
  const writer = new SliceWriter(createLineSource([input], input), plan);
  const workers = countWorkers(input, request);
  comms.restart([]);
  if (workers === 0 || !(bytes instanceof FileSource)) {
    await writeSlices(writer, writer.slices(), comms, write);
    return;
  }
  const { inputs: _, workers: __, ...contents } = request;
  const { label, timeOffset } = input;
  const threads = new SliceThreads(workers, { descriptor: bytes.descriptor, label, timeOffset, contents });
  try {
    const slices = writer.slices()[Symbol.iterator]();
    // The first lines are there before a thread is.
    const first = slices.next();
    if (first.done !== true) await writeSlices(writer, [first.value], comms, write);
    await writeSlicesOn(threads, workers + 1, slices, comms, write);
  } finally {
    await threads.close();
  }
}

/**
 * Writes the report of recordings as `trace-cmd report` does, merged by time where there are several. `write` is given pieces of whole lines
 * in order; a piece is valid until what `write` returns is settled. Throws TraceError: what `openTraceFile` and filters throw.
 */
export async function reportFiles(request: ReportRequest, write: WriteBytes): Promise<void> {
  const files: TraceFile[] = [];
  try {
    const inputs: ReportInput[] = [];
    for (const { path, timeOffset } of request.inputs) {
      const trace = await openTraceFile(path);
      files.push(trace);
      if (!(trace instanceof BinaryTrace)) return await writeTextReport(trace, request, write);
      checkNames(trace.types, request.selection);
      inputs.push({ trace, label: basename(path), timeOffset, rawTime: request.rawTime });
    }
    const planned = await Promise.all(
      inputs.map(async (input) => ({ input, plan: await createPlan(input, request) })),
    );
    await write(encodeLatin1(writeHead(inputs)));
    const [first] = planned;
    if (planned.length === 1 && first !== undefined) {
      await reportOne(first, request, write);
      return;
    }
    for (const piece of mergeReports(planned)) await write(piece);
  } finally {
    for (const file of files) file.close();
  }
}
