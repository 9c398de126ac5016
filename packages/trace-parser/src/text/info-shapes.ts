/** Infos whose values stand at positions instead of behind names: the block layer's (include/trace/events/block.h). */
interface InfoShape {
  readonly events: RegExp;
  /** Matches from the start of the info; what it matches is the whole of it. */
  readonly pattern: RegExp;
  /** Field names of the groups. */
  readonly fields: readonly string[];
}

const SHAPES: readonly InfoShape[] = [
  {
    events: /^block_(rq_(insert|issue|merge)|io_(start|done))$/,
    pattern: /^(\d+,\d+) ([A-Z]*) (\d+) \(([^)]*)\) (\d+) \+ (\d+)(?: (\w+,\d+,\d+))? \[([^\]]*)\]/,
    fields: ['dev', 'rwbs', 'bytes', 'cmd', 'sector', 'nr_sector', 'ioprio', 'comm'],
  },
  {
    events: /^block_rq_(complete|requeue|error)$/,
    pattern: /^(\d+,\d+) ([A-Z]*) \(([^)]*)\) (\d+) \+ (\d+)(?: (\w+,\d+,\d+))? \[(-?\d+)\]/,
    fields: ['dev', 'rwbs', 'cmd', 'sector', 'nr_sector', 'ioprio', 'error'],
  },
  {
    events: /^block_bio_complete$/,
    pattern: /^(\d+,\d+) ([A-Z]*) (\d+) \+ (\d+) \[(-?\d+)\]/,
    fields: ['dev', 'rwbs', 'sector', 'nr_sector', 'error'],
  },
  {
    events: /^block_(bio_(queue|bounce|backmerge|frontmerge)|getrq|sleeprq)$/,
    pattern: /^(\d+,\d+) ([A-Z]*) (\d+) \+ (\d+) \[([^\]]*)\]/,
    fields: ['dev', 'rwbs', 'sector', 'nr_sector', 'comm'],
  },
  {
    events: /^block_split$/,
    pattern: /^(\d+,\d+) ([A-Z]*) (\d+) \/ (\d+) \[([^\]]*)\]/,
    fields: ['dev', 'rwbs', 'sector', 'new_sector', 'comm'],
  },
  {
    events: /^block_(bio|rq)_remap$/,
    pattern: /^(\d+,\d+) ([A-Z]*) (\d+) \+ (\d+) <- \((\d+,\d+)\) (\d+)(?: (\d+))?/,
    fields: ['dev', 'rwbs', 'sector', 'nr_sector', 'old_dev', 'old_sector', 'nr_bios'],
  },
  { events: /^block_plug$/, pattern: /^\[([^\]]*)\]/, fields: ['comm'] },
  { events: /^block_unplug$/, pattern: /^\[([^\]]*)\] (\d+)/, fields: ['comm', 'nr_rq'] },
];

/** The values of an info of such a shape by field name, and the text they take up; undefined for other events. */
export function matchShape(
  name: string,
  info: string,
): { text: string; values: [string, string][] } | undefined {
  if (!name.startsWith('block_')) return undefined;
  const shape = SHAPES.find(({ events }) => events.test(name));
  const match = shape?.pattern.exec(info);
  if (shape === undefined || match === null || match === undefined) return undefined;
  const values: [string, string][] = [];
  shape.fields.forEach((field, index) => {
    const value = match[index + 1];
    if (value !== undefined) values.push([field, value]);
  });
  return { text: match[0], values };
}

const BARE_HEX = /^(mm_filemap_|page_cache_)/;

/** Whether the event prints the field as hexadecimal without 0x (include/trace/events/filemap.h, readahead.h). */
export function isBareHex(name: string, field: string): boolean {
  return field === 'ino' && BARE_HEX.test(name);
}
