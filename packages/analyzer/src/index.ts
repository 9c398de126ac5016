export { analyzeRun, findCause } from './analyze-run.ts';
export { analyzeTrace } from './analyze-trace.ts';
