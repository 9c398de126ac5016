import type { CommandTable } from './command-table.ts';

/** In the order of the help. */
export const COMMANDS: CommandTable = {
  reproduce: async () => (await import('./reproduce/reproduce.ts')).addReproduce,
  scenarios: async () => (await import('./scenarios.ts')).addScenarios,
  doctor: async () => (await import('./doctor.ts')).addDoctor,
  analyze: async () => (await import('./analyze.ts')).addAnalyze,
  strace: async () => (await import('./strace/strace.ts')).addStrace,
  report: async () => (await import('./report.ts')).addReport,
  compare: async () => (await import('./compare.ts')).addCompare,
  lint: async () => (await import('./lint.ts')).addLint,
  send: async () => (await import('./deliver/send.ts')).addSend,
  bugzilla: async () => (await import('./deliver/bugzilla.ts')).addBugzilla,
  bundle: async () => (await import('./deliver/bundle.ts')).addBundle,
  trace: async () => (await import('./trace/trace.ts')).addTrace,
  vm: async () => (await import('./vm/vm.ts')).addVm,
  matrix: async () => (await import('./campaign/matrix.ts')).addMatrix,
  accuracy: async () => (await import('./campaign/accuracy.ts')).addAccuracy,
  bisect: async () => (await import('./campaign/bisect.ts')).addBisect,
  minimize: async () => (await import('./campaign/minimize.ts')).addMinimize,
  clean: async () => (await import('./clean.ts')).addClean,
};
