export { requireFirstPidNamespace } from './require-first-pid-namespace.ts';
export { inspectBpf, listOpcodes, type StraceSession, startStrace, strace } from './strace.ts';
export type {
  BpfReport,
  LineTime,
  Opcode,
  ShortCounts,
  StraceOptions,
  StraceResult,
  StraceTarget,
} from './strace-options.ts';
