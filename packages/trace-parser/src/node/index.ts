export {
  type OpenFileOptions,
  openRawFiles,
  openTraceFile,
  type RawFiles,
  type TraceFile,
} from './open-trace-file.ts';
export { reportFiles } from './report-files.ts';
export type { ReportContents, ReportRequest } from './report-request.ts';
export type { WriteBytes } from './write-slices.ts';
