import { closeSync, fsyncSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { z } from 'zod';
import { MadeSchema } from './made.ts';

const HeaderSchema = z.strictObject({
  format: z.literal('uringlab-journal'),
  version: z.literal(1),
  pid: z.int().positive(),
  startTime: z.string(),
  bootId: z.string(),
});
export type Header = z.infer<typeof HeaderSchema>;

/** `made` is written before the thing is made; `undone` crosses it out. */
const EntrySchema = z.union([
  z.strictObject({ id: z.int().nonnegative(), made: MadeSchema }),
  z.strictObject({ undone: z.int().nonnegative() }),
]);
type Entry = z.infer<typeof EntrySchema>;

export interface JournalContents {
  /** Undefined when not even the first line was written: nothing was made then. */
  header: Header | undefined;
  entries: Entry[];
  /** Numbers of whole lines that are no entries. A last line without its newline was torn, and led to nothing. */
  damagedLines: number[];
}

export function readJournalFile(path: string): JournalContents {
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  const header = HeaderSchema.safeParse(parseJson(lines[0]));
  const contents: JournalContents = { header: header.data, entries: [], damagedLines: [] };
  for (const [index, line] of lines.entries()) {
    if (index === 0 && header.success) continue;
    const entry = EntrySchema.safeParse(parseJson(line));
    if (entry.success) contents.entries.push(entry.data);
    else contents.damagedLines.push(index + 1);
  }
  return contents;
}

function parseJson(line: string | undefined): unknown {
  try {
    return JSON.parse(line ?? '');
  } catch {
    return undefined;
  }
}

/** Appends lines, each on the disk before the call returns. */
export class JournalWriter {
  readonly path: string;
  readonly #descriptor: number;

  constructor(path: string, flags: 'ax' | 'a') {
    this.path = path;
    this.#descriptor = openSync(path, flags, 0o600);
  }

  append(line: Header | Entry): void {
    writeSync(this.#descriptor, `${JSON.stringify(line)}\n`);
    fsyncSync(this.#descriptor);
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  remove(): void {
    this.close();
    // Another cleaner may have been faster.
    rmSync(this.path, { force: true });
  }
}
