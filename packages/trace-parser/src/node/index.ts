export {
  type OpenFileOptions,
  openRawFiles,
  openTraceFile,
  type RawFiles,
  type TraceFile,
} from './open-trace-file.ts';
