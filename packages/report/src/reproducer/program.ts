import { textTemplate } from '../templates.ts';
import type { Parameters } from './parameters.ts';

const PARTS = ['repro-prologue.c.hbs', 'repro-need.c.hbs', 'repro-data.c.hbs', 'repro-read.c.hbs'];

const PARTLY_CACHED = textTemplate('repro-partly-cached.c.hbs', PARTS);

const ONE_READ = textTemplate('repro-one-read.c.hbs', PARTS);

const PROGRAMS = {
  'nowait-partly-cached': PARTLY_CACHED,
  'partly-cached': PARTLY_CACHED,
  'end-of-file': textTemplate('repro-end-of-file.c.hbs', PARTS),
  'hidden-error': textTemplate('repro-hidden-error.c.hbs', PARTS),
  'readahead-race': textTemplate('repro-readahead-race.c.hbs', PARTS),
};

/**
 * A standalone C program for the trigger: under 100 lines, liburing and nothing else, exit status 1 when it
 * saw a short read, 0 when not, 2 when it could not run.
 */
export function renderProgram(parameters: Parameters): string {
  const program = PROGRAMS[parameters.trigger];
  // Of a run of one read, as `uringlab minimize` makes them, a program of one read is enough.
  const chosen = program === PARTLY_CACHED && parameters.isOneRead ? ONE_READ : program;
  return chosen({
    ...parameters,
    nowait: parameters.trigger === 'nowait-partly-cached',
    ringFlags: parameters.sqpoll ? 'IORING_SETUP_SQPOLL' : '0',
  });
}
