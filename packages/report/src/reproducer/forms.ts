import { type Artifact, RUN_FILES } from '@uringlab/schema';
import { describeText } from '../describe-text.ts';
import { renderFioJob } from './fio-job.ts';
import { renderFstest } from './fstest.ts';
import type { Parameters } from './parameters.ts';
import { type ExitMeaning, explainExit, renderProgram } from './program.ts';

/** What went wrong in the forms that people run. */
export interface Reproducers {
  /** A C program on liburing, where it is something that a program can bring about. */
  reproducer: string | null;
  /** What its exit status means; null without a program. */
  exit: ExitMeaning | null;
  /** A job file, where fio can express it. */
  fioJob: string | null;
  /** A test for fstests, around the program, where a scratch file system is all it takes. */
  fstest: string | null;
}

export const NO_REPRODUCERS: Reproducers = { reproducer: null, exit: null, fioJob: null, fstest: null };

export function renderReproducers(parameters: Parameters | null): Reproducers {
  if (parameters === null) return NO_REPRODUCERS;
  return {
    reproducer: renderProgram(parameters),
    exit: explainExit(parameters),
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
