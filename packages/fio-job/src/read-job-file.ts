import { availableParallelism, totalmem } from 'node:os';
import type { Variables } from './expand-value.ts';
import { type FioJob, interpretSection } from './job.ts';
import { readSections } from './read-sections.ts';

/** What the variables of a job file stand for on this machine. */
export function variablesHere(environment: Variables['environment'], pageBytes: number): Variables {
  return {
    environment,
    pageBytes,
    cpus: availableParallelism(),
    memoryMegabytes: Math.floor(totalmem() / 2 ** 20),
  };
}

/**
 * The jobs of a job file of fio, as the lab runs them. Throws E_PATH when it cannot be read, and E_FIO_JOB, with file and line, for
 * what makes no sense or cannot be followed.
 */
export function readJobFile(file: string, variables: Variables): FioJob[] {
  return readSections(file, variables).map(interpretSection);
}
