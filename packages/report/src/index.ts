export { renderFindingsText } from './findings-text.ts';
export { renderReport } from './render-report.ts';
export type { ReportFiles, ReportInput } from './report-input.ts';
export { makePrintable } from './text/plain-text.ts';
export { writeReport } from './write-report.ts';
