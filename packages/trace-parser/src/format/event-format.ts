import { type Field, parseField } from './field.ts';
import { splitFormat } from './format-lines.ts';

/** An event's format: what its records hold and how they print. */
export interface EventFormat {
  readonly system: string;
  readonly name: string;
  readonly id: number;
  readonly fields: readonly Field[];
  readonly printFormat: string;
  /** Bytes a whole record has at least. */
  readonly fixedSize: number;
}

const LARGEST_RECORD = 16 * 1024 * 1024;

/** Stacks are declared with 8 entries and recorded with as many as there were (kernel/trace/trace_entries.h). */
function hasOpenEnd(field: Field, system: string): boolean {
  return system === 'ftrace' && field.name === 'caller';
}

/** Parses a format file; undefined when it describes no event. Fields that make no sense are left out. */
export function parseEventFormat(text: string, system: string, longSize: number): EventFormat | undefined {
  const lines = splitFormat(text);
  if (lines === undefined) return undefined;
  const fields = lines.fields
    .map((line) => parseField(line, longSize))
    .filter((field) => field !== undefined)
    .filter((field) => field.offset + field.size <= LARGEST_RECORD);
  const fixedSize = fields.reduce(
    (end, field) => Math.max(end, hasOpenEnd(field, system) ? 0 : field.offset + field.size),
    0,
  );
  return { system, name: lines.name, id: lines.id, fields, printFormat: lines.printFormat, fixedSize };
}
