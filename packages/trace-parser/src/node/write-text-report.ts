import { encodeLatin1 } from '../bytes/latin1.ts';
import { formatReport } from '../report/format-report.ts';
import type { Trace } from '../trace.ts';
import { unreadable } from '../trace-error.ts';
import type { ReportRequest } from './report-request.ts';
import type { WriteBytes } from './write-slices.ts';

const PIECE = 64 * 1024;

/** What a request asks for that only the records of a recording can tell. */
function findRefusal({ style, filters, rawTime, inputs, ...contents }: ReportRequest): string | undefined {
  if (inputs.length > 1) return 'merging';
  if (filters.length > 0) return 'a filter';
  if (style.raw) return 'raw fields';
  if (style.latency || contents.withoutHardIrq || contents.withoutSoftIrq) return 'the context of interrupts';
  if (style.timeDifference || rawTime || inputs[0]?.timeOffset !== 0n) return 'another way to show times';
  return undefined;
}

/** Writes the events of a text as a report. Throws TraceError where the request needs what a text does not hold. */
export async function writeTextReport(
  trace: Trace,
  request: ReportRequest,
  write: WriteBytes,
): Promise<void> {
  const refusal = findRefusal(request);
  if (refusal !== undefined) {
    throw unreadable(
      `${request.inputs.map(({ path }) => path).join(', ')}: a text cannot be reported with ${refusal}`,
      'give the recording it was made of, or search the text as it is',
    );
  }
  const { style, selection } = request;
  let text = '';
  for (const line of formatReport(trace, { ...style, selection })) {
    text += `${line}\n`;
    if (text.length < PIECE) continue;
    await write(encodeLatin1(text));
    text = '';
  }
  await write(encodeLatin1(text));
}
