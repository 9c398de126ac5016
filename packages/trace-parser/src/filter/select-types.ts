import type { EventType } from '../event/event-type.ts';
import { translateBasicRegex } from './basic-regex.ts';
import { filterError } from './filter-error.ts';
import { findNearNames } from './near-names.ts';
import { REGEX_HINT } from './parse-condition.ts';

function compileName(source: string, name: string, at: number): RegExp {
  const { pattern, problem } = translateBasicRegex(`^${name}$`);
  if (pattern === undefined) throw filterError(source, at, `${problem}, in the name of an event`, REGEX_HINT);
  return pattern;
}

/** The types one name selects: `system/event`, or what is the name of a system or of an event. */
function selectByName(source: string, part: string, start: number, types: readonly EventType[]): EventType[] {
  const at = start + part.length - part.trimStart().length;
  const names = part
    .split('/')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const [first, second] = names;
  if (first === undefined || names.length > 2)
    throw filterError(source, at, 'expected an event or system/event');
  const pattern = compileName(source, first, at);
  const event = second === undefined ? pattern : compileName(source, second, at);
  const found = types.filter(({ system, name }) =>
    second === undefined
      ? pattern.test(system) || pattern.test(name)
      : pattern.test(system) && event.test(name),
  );
  if (found.length > 0) return found;
  const near = findNearNames(
    second ?? first,
    types.flatMap(({ system, name }) => [name, system]),
  );
  const hint =
    near.length === 0 ? 'the trace has no event of such a name' : `names like it: ${near.join(', ')}`;
  throw filterError(source, at, `no event is called ${names.join('/')}`, hint);
}

/** The types that the part of a filter up to `end` names, separated by commas (libtraceevent, src/parse-filter.c, find_event). */
export function selectTypes(source: string, end: number, types: readonly EventType[]): Set<EventType> {
  const selected = new Set<EventType>();
  let start = 0;
  for (const part of source.slice(0, end).split(',')) {
    for (const type of selectByName(source, part, start, types)) selected.add(type);
    start += part.length + 1;
  }
  return selected;
}
