import { BinaryTrace } from '../binary-trace.ts';
import type { Trace } from '../trace.ts';
import { listCpuLosses } from './cpu-losses.ts';
import { simulateOldReader } from './old-reader.ts';
import { createTextVerdict, createVerdict, type Verdict } from './verdict.ts';

/** What is wrong with a trace, what is missing from it, and what readers of old would have done with it. Reads all pages twice. */
export function checkTrace(trace: Trace): Verdict {
  const diagnostics = trace.diagnostics();
  if (!(trace instanceof BinaryTrace)) return createTextVerdict(diagnostics, trace.losses());
  const ids = new Set(trace.types.map(({ id }) => id));
  const cpus = listCpuLosses(trace.survey.streams, trace.cpuStats);
  const hasPages = trace.streams.some(({ pages }) => pages.count > 0);
  return createVerdict(diagnostics, cpus, hasPages ? simulateOldReader(trace.streams, { ids }) : null);
}
