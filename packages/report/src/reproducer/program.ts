import { textTemplate } from '../templates.ts';
import type { Parameters, Reproducible } from './parameters.ts';

const PARTS = [
  'repro-prologue.c.hbs',
  'repro-need.c.hbs',
  'repro-data.c.hbs',
  'repro-read.c.hbs',
  'repro-write.c.hbs',
];

const PARTLY_CACHED = textTemplate('repro-partly-cached.c.hbs', PARTS);

const ONE_READ = textTemplate('repro-one-read.c.hbs', PARTS);

const PROGRAMS: Readonly<Record<Reproducible, (model: object) => string>> = {
  'nowait-partly-cached': PARTLY_CACHED,
  'partly-cached': PARTLY_CACHED,
  'end-of-file': textTemplate('repro-end-of-file.c.hbs', PARTS),
  'hidden-error': textTemplate('repro-hidden-error.c.hbs', PARTS),
  'readahead-race': textTemplate('repro-readahead-race.c.hbs', PARTS),
  'retry-at-wrong-offset': textTemplate('repro-wrong-offset.c.hbs', PARTS),
  'overlapping-memory': textTemplate('repro-shared-buffer.c.hbs', PARTS),
  'file-size-limit': textTemplate('repro-file-size-limit.c.hbs', PARTS),
  'no-space': textTemplate('repro-no-space.c.hbs', PARTS),
};

/** When a program exits with 1, and when with 0: clauses. */
export interface ExitMeaning {
  shown: string;
  notShown: string;
}

const SHORT: ExitMeaning = { shown: 'a read comes back short', notShown: 'none does' };

const SHORT_WRITE: ExitMeaning = { shown: 'a write comes back short', notShown: 'none does' };

const OTHERS: Readonly<Partial<Record<Reproducible, ExitMeaning>>> = {
  'file-size-limit': SHORT_WRITE,
  'no-space': SHORT_WRITE,
  'retry-at-wrong-offset': {
    shown: 'a buffer holds bytes of the wrong place',
    notShown: 'none does',
  },
  'overlapping-memory': {
    shown: 'a buffer holds what another read brought',
    notShown: 'it does not',
  },
};

export function explainExit({ subject }: Parameters): ExitMeaning {
  return OTHERS[subject] ?? SHORT;
}

/**
 * A standalone C program: under 100 lines, liburing and nothing else, exit status 1 when it saw what it is for,
 * 0 when not, 2 when it could not run.
 */
export function renderProgram(parameters: Parameters): string {
  const program = PROGRAMS[parameters.subject];
  // Of a run of one read, as `uringlab minimize` makes them, a program of one read is enough.
  const chosen = program === PARTLY_CACHED && parameters.isOneRead ? ONE_READ : program;
  return chosen({
    ...parameters,
    nowait: parameters.subject === 'nowait-partly-cached',
    ringFlags: parameters.sqpoll ? 'IORING_SETUP_SQPOLL' : '0',
  });
}
