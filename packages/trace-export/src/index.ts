export { exportJsonLines } from './json-lines/export-json-lines.ts';
export type { ClosableSink, Sink, SinkDirectory } from './sink.ts';
export {
  repairTrace,
  trimTrace,
  type WriteTraceDatOptions,
  type WrittenTraceDat,
} from './trace-dat/write-trace-dat.ts';
