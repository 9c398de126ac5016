import { type Artifact, RUN_FILES } from '@uringlab/schema';
import { describeText } from '../describe-text.ts';
import { renderFioJob } from './fio-job.ts';
import { renderFstest } from './fstest.ts';
import type { Parameters } from './parameters.ts';
import { renderProgram } from './program.ts';

/** One trigger in the forms that people run. */
export interface Reproducers {
  /** A C program on liburing, where the trigger is one that a program can bring about. */
  reproducer: string | null;
  /** A job file, where fio can express the trigger. */
  fioJob: string | null;
  /** A test for fstests, around the program, where a scratch file system is all it takes. */
  fstest: string | null;
}

export const NO_REPRODUCERS: Reproducers = { reproducer: null, fioJob: null, fstest: null };

export function renderReproducers(parameters: Parameters | null): Reproducers {
  if (parameters === null) return NO_REPRODUCERS;
  return {
    reproducer: renderProgram(parameters),
    fioJob: renderFioJob(parameters),
    fstest: renderFstest(parameters),
  };
}

/** The forms that there are, as files by their names. */
export function reproducerFiles({ reproducer, fioJob, fstest }: Reproducers): Record<string, string | null> {
  return {
    [RUN_FILES.reproducer]: reproducer,
    [RUN_FILES.fioJob]: fioJob,
    [RUN_FILES.fstest]: fstest,
  };
}

export function reproducerArtifacts(forms: Reproducers): Artifact[] {
  return Object.entries(reproducerFiles(forms)).flatMap(([name, text]) =>
    text === null ? [] : [describeText(name, text)],
  );
}
