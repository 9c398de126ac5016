import type { EventType } from '../event/event-type.ts';
import { compileCondition, compileTerm } from './compile-condition.ts';
import { RECORD_NAMES } from './compile-operand.ts';
import { type Condition, listTerms } from './condition.ts';
import { filterError } from './filter-error.ts';
import {
  type FilterOptions,
  type FilterRecord,
  isMisfit,
  type Misfit,
  type RecordTest,
} from './filter-record.ts';
import { findNearNames } from './near-names.ts';
import { parseCondition } from './parse-condition.ts';
import { selectTypes } from './select-types.ts';

export interface EventFilter {
  /** Whether the filter names the type. */
  covers(type: EventType): boolean;
  /** Whether the filter names the record's type and its condition holds. */
  matches(record: FilterRecord): boolean;
}

/** A name that no selected event has, or a comparison none of them fits, is a mistake. */
function checkTerms(
  source: string,
  condition: Condition,
  types: Iterable<EventType>,
  options: FilterOptions,
): void {
  for (const term of listTerms(condition)) {
    let misfit: Misfit | undefined;
    for (const type of types) {
      const result = compileTerm(type, term, options);
      if (!isMisfit(result)) {
        misfit = undefined;
        break;
      }
      misfit ??= result;
    }
    if (misfit !== undefined) throw createMisfitError(source, misfit, types);
  }
}

function createMisfitError(source: string, { at, message, name }: Misfit, types: Iterable<EventType>): Error {
  if (name === undefined) return filterError(source, at, message);
  const fields = Array.from(types, ({ format }) => format.fields.map((field) => field.name)).flat();
  const near = findNearNames(name, [...fields, ...RECORD_NAMES]);
  return filterError(
    source,
    at,
    message,
    near.length === 0 ? undefined : `names like it: ${near.join(', ')}`,
  );
}

/**
 * Compiles a filter as `trace-cmd report -F` takes it: names of events, and after a colon what has to hold for them. Where a part of the
 * events lacks a field, comparisons with it are false for those. Throws TraceError E_FILTER for what makes no sense, or names nothing
 * that these types have.
 */
export function compileFilter(
  source: string,
  types: readonly EventType[],
  options: FilterOptions = {},
): EventFilter {
  const colon = source.indexOf(':');
  const selected = selectTypes(source, colon < 0 ? source.length : colon, types);
  if (colon < 0) {
    return { covers: (type) => selected.has(type), matches: ({ type }) => selected.has(type) };
  }
  const condition = parseCondition(source, colon + 1);
  checkTerms(source, condition, selected, options);
  const tests = new Map<EventType, RecordTest>();
  return {
    covers: (type) => selected.has(type),
    matches(record) {
      const { type } = record;
      if (!selected.has(type)) return false;
      let test = tests.get(type);
      if (test === undefined) {
        test = compileCondition(type, condition, options);
        tests.set(type, test);
      }
      return test(record);
    },
  };
}
