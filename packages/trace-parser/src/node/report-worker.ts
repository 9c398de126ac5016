import { parentPort, workerData } from 'node:worker_threads';
import { BinaryTrace } from '../binary-trace.ts';
import { TextOutput } from '../bytes/text-output.ts';
import { openSource } from '../open-trace.ts';
import { createLineSource } from '../report/report-input.ts';
import { SliceWriter } from '../report/slice-writer.ts';
import { createMemoryStorage } from '../source/storage.ts';
import type { TraceError } from '../trace-error.ts';
import { FileSource } from './file-source.ts';
import { createPlan } from './report-plan.ts';
import type { SliceFailure, SliceJob, SliceText, SliceWorkerData } from './slice-job.ts';
import { codeOfSystemError } from './system-error.ts';

/* Runs on a thread of its own: writes the slices it is sent. The descriptor belongs to the thread that started it. */

async function openWriter(data: SliceWorkerData): Promise<{ writer: SliceWriter; trace: BinaryTrace }> {
  const trace = await openSource(new FileSource(data.descriptor), createMemoryStorage(0), {});
  if (!(trace instanceof BinaryTrace)) throw new Error('the recording is not what it was');
  const { label, timeOffset, contents } = data;
  const input = { trace, label, timeOffset, rawTime: contents.rawTime };
  const plan = await createPlan(input, contents);
  return { trace, writer: new SliceWriter(createLineSource([input], input), plan) };
}

function write({ writer, trace }: { writer: SliceWriter; trace: BinaryTrace }, job: SliceJob): SliceText {
  const out = new TextOutput(job.memory);
  writer.append(job.slice, job.learned, out);
  const { learned, missed } = trace.comms;
  return { memory: out.bytes.buffer as ArrayBuffer, length: out.length, learned, missed };
}

const port = parentPort;
const opened = openWriter(workerData as SliceWorkerData);
port?.on('message', (job: SliceJob) => {
  opened
    .then((writer) => {
      const text = write(writer, job);
      port.postMessage(text, [text.memory]);
    })
    .catch((cause: unknown) => {
      const code = codeOfSystemError(cause);
      const { message, stack, hint } = cause as TraceError;
      const failure = code === undefined ? { code, message: String(stack) } : { code, message, hint };
      port.postMessage({ failure } satisfies SliceFailure);
    });
});
