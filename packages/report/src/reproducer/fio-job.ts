import { textTemplate } from '../templates.ts';
import type { Parameters } from './parameters.ts';

const PARTLY_CACHED = textTemplate('repro-partly-cached.fio.hbs');
const RACE = textTemplate('repro-readahead-race.fio.hbs');

/**
 * An fio job for the triggers that fio can bring about. It never reads across the end of a file, and with a
 * file that cannot be read to its end it shows the error alone, and what it does with results is its own: those have none, null.
 */
export function renderFioJob(parameters: Parameters): string | null {
  const { length, reads, cached, blocks } = parameters;
  switch (parameters.subject) {
    case 'nowait-partly-cached':
    case 'partly-cached':
      return PARTLY_CACHED({
        ...parameters,
        nowait: parameters.subject === 'nowait-partly-cached',
        size: reads * length,
        skip: length - cached,
        primed: reads * cached,
      });
    case 'readahead-race':
      return RACE({ ...parameters, size: blocks * length });
    default:
      return null;
  }
}
