import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { LabError } from '@uringlab/schema';
import { type Place, refuse } from './place.ts';

/** A line that says something: without comment, and blanks at its ends. */
export interface Line extends Place {
  text: string;
}

const INCLUDE = /^include\s+(\S+)$/;

/** fio itself gives up at 16 (init.c, __parse_jobs_ini()). */
const MOST_INCLUDES_DEEP = 16;

/** fio cuts a line off at the first `;` or `#`, wherever it stands (parse.c, strip_blank_end()). */
function strip(line: string): string {
  return line.replace(/[;#].*$/s, '').trim();
}

function read(file: string, from: Place | undefined): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const { message } = cause as Error;
    if (from !== undefined)
      throw refuse(
        from,
        `include: ${message}`,
        'the path is taken from where fio is started, then from beside the file that includes it',
      );
    throw new LabError('E_PATH', `the job file cannot be read: ${message}`, {
      hint: 'name a job file of fio',
      cause,
    });
  }
}

/** fio takes an included file from the working directory, and where it is not there from beside the file that includes it. */
function readIncluded(name: string, from: Place): { file: string; text: string } {
  try {
    return { file: name, text: readFileSync(name, 'utf8') };
  } catch {
    const file = resolve(dirname(from.file), name);
    return { file, text: read(file, from) };
  }
}

function* linesOf(file: string, text: string, depth: number, from?: Place): Generator<Line, void, undefined> {
  if (text.includes('\0'))
    throw refuse(
      from ?? { file, line: 1 },
      `${file} is no text`,
      'a job file has sections and options, one a line',
    );
  for (const [index, raw] of text.split('\n').entries()) {
    const line = { file, line: index + 1, text: strip(raw) };
    if (line.text === '') continue;
    if (depth > 0 && line.text.startsWith('['))
      throw refuse(
        line,
        'a file that is included has no sections',
        'options alone; the section is that of the line that includes it',
      );
    const name = INCLUDE.exec(line.text)?.[1];
    if (name === undefined) yield line;
    else if (depth === MOST_INCLUDES_DEEP)
      throw refuse(
        line,
        'files include each other too deeply',
        `at most ${MOST_INCLUDES_DEEP} deep, as fio has it`,
      );
    else {
      const included = readIncluded(name, line);
      yield* linesOf(included.file, included.text, depth + 1, line);
    }
  }
}

/** The lines of a job file, those of included files in their place. Throws E_PATH, and E_FIO_JOB for an include that cannot be followed. */
export function readLines(file: string): Line[] {
  return [...linesOf(file, read(file, undefined), 0)];
}
