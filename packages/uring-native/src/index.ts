export { Agent } from './agent/agent.ts';
export type {
  FileStatus,
  KernelLogRecords,
  ListedFile,
  ProgramRequest,
  ProgramResult,
  SpaceStatus,
  WriteWay,
} from './agent/call-values.ts';
export { execute } from './execute.ts';
export * from './execution.ts';
export { type Extent, extents } from './extents.ts';
export { type Look, type LookOptions, look } from './look.ts';
export { agentPath } from './native.ts';
export { OPERATION_NAMES } from './operation-names.ts';
export { type BlockPlace, classify, type PreviousRead, stampBlock } from './oracle.ts';
export { type CachePreparation, prepareCache, residency } from './page-cache.ts';
export * from './plan.ts';
export { encodePlan } from './plan-codec.ts';
export { type Probe, probe } from './probe.ts';
export { decodeResult } from './result-codec.ts';
export { type RecordedPipe, type TracePipe, TracePipeRecorder } from './trace-pipe-recorder.ts';
export { UringError, type UringErrorCode, type UringErrorDetails } from './uring-error.ts';
