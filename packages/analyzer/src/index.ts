export { analyzeRun, findCauseIn } from './analyze-directory.ts';
export { findCause } from './analyze-run.ts';
export { analyzeTrace } from './analyze-trace.ts';
