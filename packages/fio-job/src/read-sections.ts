import { expandValue, type Variables } from './expand-value.ts';
import { canonicalName, isFlag } from './option-names.ts';
import { type Place, refuse } from './place.ts';
import { readLines } from './read-lines.ts';

/** An option as it stands there: `bs=4k`, or `stonewall` alone. */
export interface Option extends Place {
  /** fio's own name where it was given by another (`blocksize` is `bs`). */
  name: string;
  /** Null for a flag. */
  value: string | null;
}

/** A job: its own options behind those of the [global] sections before it. */
export interface Section extends Place {
  name: string;
  options: Option[];
}

function parseOption(text: string, place: Place, variables: Variables): Option {
  const equals = text.indexOf('=');
  const written = (equals < 0 ? text : text.slice(0, equals)).trim();
  const name = canonicalName(written);
  if (name === undefined)
    throw refuse(place, `${written} is no option of fio's`, '`fio --cmdhelp=all` lists them');
  const value = equals < 0 ? null : expandValue(text.slice(equals + 1).trim(), variables, place);
  if ((value === null || value === '') && !isFlag(name))
    throw refuse(place, `${text} has no value`, `${name}=VALUE`);
  return { name, value, file: place.file, line: place.line };
}

/**
 * The jobs of a file in their order. A [global] section holds for the sections behind it, and adds to those before it.
 * Throws E_PATH, E_FIO_JOB.
 */
export function readSections(file: string, variables: Variables): Section[] {
  const globals: Option[] = [];
  const sections: Section[] = [];
  let options: Option[] | undefined;
  for (const { text, ...place } of readLines(file)) {
    if (text.startsWith('[')) {
      const name = /^\[(.+)\]$/s.exec(text)?.[1];
      if (name === undefined) throw refuse(place, `${text} is no section`, '[name]');
      if (name.toLowerCase() === 'global') options = globals;
      else {
        options = [...globals];
        sections.push({ name, options, ...place });
      }
    } else if (options === undefined)
      throw refuse(place, `${text} stands outside of any section`, 'begin with [global], or [name] of a job');
    else options.push(parseOption(text, place, variables));
  }
  if (sections.length === 0)
    throw refuse({ file, line: 1 }, 'there is no job in it', 'a job begins with [name]');
  return sections;
}
