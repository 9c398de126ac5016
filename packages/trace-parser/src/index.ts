export { checkTrace } from './check/check-trace.ts';
export type { CpuLosses } from './check/cpu-losses.ts';
export type { OldReaderPlace, OldReaderReport } from './check/old-reader.ts';
export type { Verdict, VerdictKind } from './check/verdict.ts';
export type { Column, IntegerArray, IntegerColumn, ListColumn, TextColumn } from './columns/column.ts';
export type { EventBatch, EventSelection, EventTable } from './columns/event-batch.ts';
export { sumOverrun } from './container/cpu-stats.ts';
export type { RawRecording } from './container/raw-recording.ts';
export type { Diagnostic, DiagnosticCode, Severity } from './diagnostics.ts';
export type { EventType } from './event/event-type.ts';
export type { EventFormat } from './format/event-format.ts';
export type { Field } from './format/field.ts';
export { type OpenInputOptions, openTrace } from './open-trace.ts';
export { checkNames } from './read/check-names.ts';
export { countEvents, type EventCounts, type StreamCount } from './read/count-events.ts';
export type { RawRecord, RecordedFormat, RecordedOption, Recording } from './recording.ts';
export {
  type FormatEventOptions,
  type FormatReportOptions,
  formatEvent,
  formatReport,
} from './report/format-report.ts';
export type { ByteSource } from './source/byte-source.ts';
export type { TraceInput } from './source/trace-input.ts';
export type {
  CpuStats,
  FieldValue,
  OpenTraceOptions,
  Trace,
  TraceEvent,
  TraceInstance,
  TraceLosses,
  TraceMetadata,
  TraceSource,
} from './trace.ts';
export { TraceError, type TraceErrorCode } from './trace-error.ts';
