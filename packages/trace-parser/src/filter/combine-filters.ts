import type { EventType } from '../event/event-type.ts';
import { compileFilter } from './compile-filter.ts';
import type { FilterOptions, FilterRecord } from './filter-record.ts';

export interface FilterSource {
  readonly source: string;
  /** Leave out what matches, instead of keeping it (`trace-cmd report -v`). */
  readonly exclude?: boolean;
}

/** What several filters select together. */
export interface RecordFilter {
  /**
   * Whether the record is selected. A kernel stack that no filter keeps by its name goes with the record before it on its CPU: records of
   * a CPU have to be asked for in their order.
   */
  selects(record: FilterRecord): boolean;
}

/**
 * Compiles filters that are given together (`-F` and `-v` of `trace-cmd report`; tracecmd/trace-read.c, test_filters): kept is what any of
 * them keeps, or everything if none keeps by name, without what any excludes. Throws TraceError E_FILTER.
 */
export function combineFilters(
  sources: readonly FilterSource[],
  types: readonly EventType[],
  options: FilterOptions = {},
): RecordFilter {
  const compile = (exclude: boolean) =>
    sources
      .filter((filter) => (filter.exclude ?? false) === exclude)
      .map(({ source }) => compileFilter(source, types, options));
  const kept = compile(false);
  const excluded = compile(true);
  const stack = types.find(({ system, name }) => system === 'ftrace' && name === 'kernel_stack');
  const stackFollows = stack !== undefined && kept.length > 0 && !kept.some((filter) => filter.covers(stack));
  const lastSelected = new Map<number, boolean>();
  return {
    selects(record) {
      const excludes = excluded.some((filter) => filter.matches(record));
      if (!stackFollows)
        return !excludes && (kept.length === 0 || kept.some((filter) => filter.matches(record)));
      const stream = (record.instance ?? 0) * MOST_CPUS + record.cpu;
      if (record.type === stack) return !excludes && (lastSelected.get(stream) ?? false);
      const selected = !excludes && kept.some((filter) => filter.matches(record));
      lastSelected.set(stream, selected);
      return selected;
    },
  };
}

const MOST_CPUS = 65_536;
