export type { BlockSizes } from './block-sizes.ts';
export type { Variables } from './expand-value.ts';
export type { FioJob, Pattern } from './job.ts';
export { readJobFile, variablesHere } from './read-job-file.ts';
export { type JobRequest, regionBytes, requestsOf } from './requests.ts';
