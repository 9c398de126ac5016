import { parentPort, workerData } from 'node:worker_threads';
import { BinaryTrace } from '../binary-trace.ts';
import { TextOutput } from '../bytes/text-output.ts';
import { openSource } from '../open-trace.ts';
import type { LineSource } from '../report/line-writer.ts';
import { RecordLines, type ReportPlan } from '../report/record-lines.ts';
import { createLineSource, createReportInput } from '../report/report-input.ts';
import { createMemoryStorage } from '../source/storage.ts';
import type { TraceError } from '../trace-error.ts';
import { FileSource } from './file-source.ts';
import { createPlan } from './report-plan.ts';
import type { SliceFailure, SliceJob, SliceText, SliceWorkerData } from './slice-job.ts';
import { codeOfSystemError } from './system-error.ts';

/* Runs on a thread of its own: writes the slices it is sent. The descriptor belongs to the thread that started it. */

/** What slices are written of. */
interface Opened {
  readonly source: LineSource;
  readonly plan: ReportPlan;
}

async function openRecording(data: SliceWorkerData): Promise<Opened> {
  const trace = await openSource(new FileSource(data.descriptor), createMemoryStorage(0), {});
  if (!(trace instanceof BinaryTrace)) throw new Error('the recording is not what it was');
  const { label, timeOffset, contents } = data;
  const input = createReportInput({ trace, label, timeOffset, rawTime: contents.rawTime });
  return { source: createLineSource([input], input), plan: await createPlan(input, contents) };
}

function write({ source, plan }: Opened, { slice, learned, memory }: SliceJob): SliceText {
  const out = new TextOutput(memory);
  const lines = new RecordLines(source, plan, { slice, learned, isAlone: true });
  lines.fill(out, Number.POSITIVE_INFINITY);
  return {
    memory: out.bytes.buffer as ArrayBuffer,
    length: out.length,
    learned: source.comms.learned,
    missed: source.comms.missed,
    skippedBytes: source.damage.skippedBytes,
    asksForNeighbours: lines.asksForNeighbours,
  };
}

const port = parentPort;
const opened = openRecording(workerData as SliceWorkerData);
port?.on('message', (job: SliceJob) => {
  opened
    .then((recording) => {
      const text = write(recording, job);
      port.postMessage(text, [text.memory]);
    })
    .catch((cause: unknown) => {
      const code = codeOfSystemError(cause);
      const { message, stack, hint } = cause as TraceError;
      const failure = code === undefined ? { code, message: String(stack) } : { code, message, hint };
      port.postMessage({ failure } satisfies SliceFailure);
    });
});
