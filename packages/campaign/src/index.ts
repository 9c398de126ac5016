export * from './bisect/bisect-git.ts';
export { bisectList, listTask } from './bisect/bisect-list.ts';
export type { BisectTask, LadderRequest } from './bisect/ladder.ts';
export type { Executor, RunOutcome, RunRequest, RunResult } from './executor/executor.ts';
export { LocalProcesses } from './executor/local-processes.ts';
export { type MatrixRequest, runMatrix } from './matrix/run-matrix.ts';
export { type Minimized, type MinimizeRequest, minimize, type Trial } from './minimize/minimize.ts';
export { readSpec } from './read-spec.ts';
