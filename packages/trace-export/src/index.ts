export { exportJsonLines } from './json-lines/export-json-lines.ts';
export { exportPerfetto } from './perfetto/export-perfetto.ts';
export type { ClosableSink, Sink, SinkDirectory } from './sink.ts';
export { type ExportedTable, exportArrow, exportParquet } from './tables/export-tables.ts';
export {
  repairTrace,
  trimTrace,
  type WriteTraceDatOptions,
  type WrittenTraceDat,
} from './trace-dat/write-trace-dat.ts';
