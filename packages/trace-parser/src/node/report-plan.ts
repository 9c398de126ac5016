import { compileAcceptance } from '../report/compile-acceptance.ts';
import type { ReportInput } from '../report/report-input.ts';
import type { ReportPlan } from '../report/slice-writer.ts';
import type { ReportContents } from './report-request.ts';

/** How a request's report of one recording is to be written. Throws LabError for a filter that makes no sense. */
export function createPlan({ trace }: ReportInput, contents: ReportContents): ReportPlan {
  const { style, selection } = contents;
  const accepts = compileAcceptance(trace, contents);
  return accepts === undefined ? { style, selection } : { style, selection, accepts };
}
