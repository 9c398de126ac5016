import { existsSync } from 'node:fs';
import { LabError } from '@uringlab/schema/errors';

/** What is to be reproduced. */
export type Subject =
  | { kind: 'scenario'; name: string | undefined }
  | { kind: 'command'; words: readonly string[] }
  | { kind: 'job'; job: string };

/** Whatever stands behind `--` is a command; else one word names a scenario, or a job file. Throws E_USAGE, E_PATH. */
export function chooseSubject(words: readonly string[], args: readonly string[]): Subject {
  const mark = args.indexOf('--');
  const behind = mark < 0 ? 0 : args.length - mark - 1;
  const before = words.slice(0, words.length - behind);
  if (mark >= 0) {
    if (behind === 0)
      throw new LabError('E_USAGE', 'there is no command behind --', {
        hint: '`uringlab reproduce -- CMD ARGS...`',
      });
    if (before.length > 0)
      throw new LabError('E_USAGE', `${before[0]} and a command behind -- exclude each other`, {
        hint: 'give one of the two',
      });
    return { kind: 'command', words: words.slice(-behind) };
  }
  const [word, extra] = before;
  if (extra !== undefined)
    throw new LabError('E_USAGE', `one scenario or job is expected, and ${extra} is another word`, {
      hint: 'a command with its arguments goes behind --',
    });
  if (word?.endsWith('.fio') !== true) return { kind: 'scenario', name: word };
  if (existsSync(word)) return { kind: 'job', job: word };
  throw new LabError('E_PATH', `${word} does not exist`, { hint: 'name a job file of fio, or a scenario' });
}
