import { compileAcceptance } from '../report/compile-acceptance.ts';
import type { ReportPlan } from '../report/record-lines.ts';
import type { ReportInput } from '../report/report-input.ts';
import type { ReportContents } from './report-request.ts';

/** How a request's report of one recording is to be written. Throws TraceError for a filter that makes no sense. */
export async function createPlan(input: ReportInput, contents: ReportContents): Promise<ReportPlan> {
  const { style, selection } = contents;
  const accepts = await compileAcceptance(input, contents);
  return accepts === undefined ? { style, selection } : { style, selection, accepts };
}
