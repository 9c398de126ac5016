export type { Diagnostic, DiagnosticCode, Severity } from './diagnostics.ts';
export { openTrace } from './open-trace.ts';
export { type FormatEventOptions, formatEvent, formatReport } from './report/format-report.ts';
export type {
  CpuStats,
  FieldValue,
  OpenTraceOptions,
  Trace,
  TraceEvent,
  TraceInstance,
  TraceLosses,
  TraceSource,
} from './trace.ts';
