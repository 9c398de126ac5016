/** One `field:` line of a format file, not yet interpreted. */
export interface FieldLine {
  readonly declaration: string;
  readonly offset: number;
  readonly size: number;
  readonly signed: boolean;
}

/** The lines of a format file (kernel/trace/trace_events.c, f_show), taken apart. */
export interface FormatLines {
  readonly name: string;
  readonly id: number;
  readonly fields: readonly FieldLine[];
  readonly printFormat: string;
}

const FIELD = /^\s*field(?: special)?:(.*?);\s*offset:(\d{1,9});\s*size:(\d{1,9});(?:\s*signed:(\d);)?/;

/** Name and id alone, which every format file begins with; undefined when it lacks one. */
export function identifyFormat(text: string): { name: string; id: number } | undefined {
  const name = /^name: *(\S+)\s*$/m.exec(text)?.[1];
  const id = /^ID: *(\d{1,9})\s*$/m.exec(text)?.[1];
  return name === undefined || id === undefined ? undefined : { name, id: Number(id) };
}

/** Takes a format file apart; undefined when it lacks a name or an id. */
export function splitFormat(text: string): FormatLines | undefined {
  const identity = identifyFormat(text);
  if (identity === undefined) return undefined;
  const printAt = text.search(/^print fmt:/m);
  const fieldText = printAt < 0 ? text : text.slice(0, printAt);
  const fields: FieldLine[] = [];
  for (const line of fieldText.split('\n')) {
    const match = FIELD.exec(line);
    if (match === null) continue;
    fields.push({
      declaration: match[1] ?? '',
      offset: Number(match[2]),
      size: Number(match[3]),
      signed: match[4] === '1',
    });
  }
  const printFormat = printAt < 0 ? '' : text.slice(printAt + 'print fmt:'.length).trim();
  return { ...identity, fields, printFormat };
}
