export { inspectBpf, listOpcodes, type StraceSession, startStrace, strace } from './strace.ts';
export type {
  BpfReport,
  LineTime,
  ShortCounts,
  StraceOptions,
  StraceResult,
  StraceTarget,
} from './strace-options.ts';
