import type { Column, EventSelection, EventType, Trace } from '@uringlab/trace-parser';
import { CommNames } from '../rows/comm-names.ts';
import type { ClosableSink, SinkDirectory } from '../sink.ts';
import { arrowFormat } from './arrow-format.ts';
import { countRows, describeColumns, joinColumn, sizeOf } from './join-columns.ts';
import { parquetFormat } from './parquet-format.ts';
import { listColumns } from './table-columns.ts';
import type { TableFile, TableFormat } from './table-file.ts';

/** Rows of a table that gather until they are written together. */
interface OpenTable {
  readonly sink: ClosableSink;
  readonly file: TableFile;
  parts: (readonly Column[])[];
  bytes: number;
}

/** A table is written when it has this many bytes; the largest one when all together have as many as `TOTAL_BYTES`. */
const TABLE_BYTES = 2 * 1024 * 1024;
const TOTAL_BYTES = 12 * 1024 * 1024;

/** A table that was written, and how many rows it has. */
export interface ExportedTable {
  readonly file: string;
  readonly system: string;
  readonly name: string;
  readonly rows: number;
}

/** Names come from the input: what could lead out of a directory is escaped. */
function escapeName(name: string): string {
  const escaped = name.replace(
    /[^\w.-]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  return escaped.replace(/^\./, '%2e').slice(0, 200);
}

class TableSet {
  readonly #directory: SinkDirectory;
  readonly #format: TableFormat;
  readonly #tables = new Map<string, OpenTable>();
  readonly #exported = new Map<string, { file: string; system: string; name: string; rows: number }>();
  readonly #files = new Set<string>();
  #bytes = 0;

  constructor(directory: SinkDirectory, format: TableFormat) {
    this.#directory = directory;
    this.#format = format;
  }

  /** Adds rows of a type. */
  async add(type: EventType, columns: readonly Column[]): Promise<void> {
    const key = `${type.index} ${describeColumns(columns)}`;
    let table = this.#tables.get(key);
    if (table === undefined) {
      const file = this.#nameFile(type);
      const sink = await this.#directory.create(file);
      table = { sink, file: this.#format.open(sink, columns), parts: [], bytes: 0 };
      this.#tables.set(key, table);
      this.#exported.set(key, { file, system: type.system, name: type.name, rows: 0 });
    }
    const exported = this.#exported.get(key);
    if (exported !== undefined) exported.rows += countRows(columns[0] as Column);
    const bytes = columns.reduce((sum, column) => sum + sizeOf(column), 0);
    table.parts.push(columns);
    table.bytes += bytes;
    this.#bytes += bytes;
    if (table.bytes >= TABLE_BYTES) await this.#flush(table);
    else if (this.#bytes >= TOTAL_BYTES) await this.#flush(this.#largest(table));
  }

  async finish(): Promise<ExportedTable[]> {
    for (const [key, table] of this.#tables) {
      await this.#flush(table);
      await table.file.finish();
      this.#tables.delete(key);
      await table.sink.close();
    }
    return [...this.#exported.values()];
  }

  /** Closes what is open after a failure, whatever it says to that. */
  async abandon(): Promise<void> {
    await Promise.allSettled(Array.from(this.#tables.values(), async ({ sink }) => sink.close()));
  }

  #largest(first: OpenTable): OpenTable {
    let largest = first;
    for (const table of this.#tables.values()) if (table.bytes > largest.bytes) largest = table;
    return largest;
  }

  async #flush(table: OpenTable): Promise<void> {
    const { parts, bytes } = table;
    const [first] = parts;
    if (first === undefined) return;
    table.parts = [];
    table.bytes = 0;
    this.#bytes -= bytes;
    await table.file.write(first.map((_, index) => joinColumn(parts.map((part) => part[index] as Column))));
  }

  /** `system.name.extension`, with a number where that is taken. */
  #nameFile({ system, name }: EventType): string {
    const stem = escapeName(system === '' ? name : `${system}.${name}`);
    for (let count = 1; ; count++) {
      const file = `${stem}${count === 1 ? '' : `-${count}`}.${this.#format.extension}`;
      if (this.#files.has(file)) continue;
      this.#files.add(file);
      return file;
    }
  }
}

async function exportTables(
  trace: Trace,
  directory: SinkDirectory,
  format: TableFormat,
  selection: EventSelection | undefined,
): Promise<ExportedTable[]> {
  const tables = new TableSet(directory, format);
  const comms = new CommNames(trace);
  const instances = trace.instances.map(({ name }) => name);
  try {
    for (const batch of trace.batches(selection)) {
      for (const table of batch.tables()) {
        await tables.add(table.type, listColumns(batch, table, instances, comms));
      }
    }
    return await tables.finish();
  } catch (cause) {
    await tables.abandon();
    throw cause;
  }
}

/**
 * Writes a table to each event type, as Arrow IPC files (`block.block_rq_complete.arrow`): timestamp (uint64, nanoseconds of the trace's
 * clock), cpu, pid, comm, instance, lost, then the fields with their own widths and signs. Text has one character to a byte.
 */
export function exportArrow(
  trace: Trace,
  directory: SinkDirectory,
  selection?: EventSelection,
): Promise<ExportedTable[]> {
  return exportTables(trace, directory, arrowFormat, selection);
}

/** The same as Parquet files. */
export function exportParquet(
  trace: Trace,
  directory: SinkDirectory,
  selection?: EventSelection,
): Promise<ExportedTable[]> {
  return exportTables(trace, directory, parquetFormat, selection);
}
