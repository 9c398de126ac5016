import type { EventTypes } from '../event/event-types.ts';
import type { FilterSource } from '../filter/combine-filters.ts';
import { CONTEXT, compileCommonByte } from './context-flags.ts';
import { CursorRecord } from './cursor-record.ts';
import type { AcceptRecord } from './record-lines.ts';
import type { ReportInput } from './report-input.ts';

/** What of the records is to be left out. */
export interface Acceptance {
  /** Filters in trace-cmd's language. */
  readonly filters: readonly FilterSource[];
  /** Leave out what was recorded in hard or soft interrupts. */
  readonly withoutHardIrq: boolean;
  readonly withoutSoftIrq: boolean;
}

function compileContext(
  types: EventTypes,
  { withoutHardIrq, withoutSoftIrq }: Acceptance,
): AcceptRecord | undefined {
  const unwanted = (withoutHardIrq ? CONTEXT.HARD_IRQ : 0) | (withoutSoftIrq ? CONTEXT.SOFT_IRQ : 0);
  if (unwanted === 0) return undefined;
  const readFlags = compileCommonByte(types.list[0]?.format, 'common_flags');
  return ({ view, payload, size }) => (readFlags(view, payload, size) & unwanted) === 0;
}

async function compileFilters(
  { trace: { recording, findSymbol }, state: { types, comms } }: ReportInput,
  { filters }: Acceptance,
): Promise<AcceptRecord | undefined> {
  if (filters.length === 0) return undefined;
  // Most reports have none, and the first line should not wait for it.
  const { combineFilters } = await import('../filter/combine-filters.ts');
  const filter = combineFilters(filters, types.list, { littleEndian: recording.littleEndian, findSymbol });
  let record: CursorRecord | undefined;
  return (cursor, type) => {
    record ??= new CursorRecord(types, comms, cursor);
    return filter.selects(record.moveTo(cursor, type));
  };
}

/** Compiles what is to be left out; undefined when nothing is. Throws TraceError E_FILTER for a filter that makes no sense. */
export async function compileAcceptance(
  input: ReportInput,
  acceptance: Acceptance,
): Promise<AcceptRecord | undefined> {
  const context = compileContext(input.state.types, acceptance);
  const filters = await compileFilters(input, acceptance);
  if (context === undefined || filters === undefined) return context ?? filters;
  return (cursor, type) => context(cursor, type) && filters(cursor, type);
}
