import type { Column, IntegerArray, ListColumn, TextColumn } from '@uringlab/trace-parser';
import { ByteWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import type { Sink } from '../sink.ts';
import { countRows } from './join-columns.ts';
import type { TableFile, TableFormat } from './table-file.ts';

/** Type of an integer in a Parquet schema: stored in 32 or 64 bits, converted to its width and sign. */
function describeIntegers(values: IntegerArray): Pick<SchemaElement, 'type' | 'converted_type'> {
  const width = values.BYTES_PER_ELEMENT * 8;
  const signed = values.constructor.name.includes('Uint') ? 'UINT' : 'INT';
  const converted = `${signed}_${width}` as NonNullable<SchemaElement['converted_type']>;
  return { type: width === 64 ? 'INT64' : 'INT32', converted_type: converted };
}

function describeColumn(column: Column): SchemaElement[] {
  const { name } = column;
  if (column.kind === 'text') {
    return [{ name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' }];
  }
  const integers = describeIntegers(column.values);
  if (column.kind === 'integer') return [{ name, ...integers, repetition_type: 'REQUIRED' }];
  return [
    { name, converted_type: 'LIST', repetition_type: 'REQUIRED', num_children: 1 },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    { name: 'element', ...integers, repetition_type: 'REQUIRED' },
  ];
}

/** Texts of one character to a byte; the writer encodes them. */
function listTexts({ bytes, offsets }: TextColumn): string[] {
  const texts: string[] = [];
  for (let row = 0; row + 1 < offsets.length; row++) {
    let text = '';
    for (let at = offsets[row] as number; at < (offsets[row + 1] as number); at++) {
      text += String.fromCharCode(bytes[at] as number);
    }
    texts.push(text);
  }
  return texts;
}

function listLists({ values, offsets }: ListColumn): unknown[] {
  return Array.from({ length: offsets.length - 1 }, (_, row) =>
    Array.from(values.subarray(offsets[row], offsets[row + 1]) as Iterable<number | bigint>),
  );
}

function listValues(column: Column): unknown {
  if (column.kind === 'text') return listTexts(column);
  if (column.kind === 'list') return listLists(column);
  // hyparquet-writer 0.17.0 refuses a Uint32Array with values from 2^31 on.
  return column.values instanceof Uint32Array ? Array.from(column.values) : column.values;
}

class ParquetFile implements TableFile {
  readonly #sink: Sink;
  readonly #bytes = new ByteWriter();
  readonly #writer: ParquetWriter;

  constructor(sink: Sink, columns: readonly Column[]) {
    this.#sink = sink;
    const root: SchemaElement = { name: 'root', num_children: columns.length };
    const schema = [root, ...columns.flatMap(describeColumn)];
    this.#writer = new ParquetWriter({ writer: this.#bytes, schema, createdBy: 'uringlab' });
  }

  async write(columns: readonly Column[]): Promise<void> {
    const columnData = columns.map((column) => ({ name: column.name, data: listValues(column) }));
    await this.#writer.write({
      columnData: columnData as never,
      rowGroupSize: countRows(columns[0] as Column),
    });
    await this.#drain();
  }

  async finish(): Promise<void> {
    await this.#writer.finish();
    await this.#drain();
  }

  async #drain(): Promise<void> {
    const bytes = this.#bytes.getBytes().slice();
    this.#bytes.index = 0;
    if (bytes.length > 0) await this.#sink.write(bytes);
  }
}

/** Parquet files: a row group at a time, compressed with Snappy. */
export const parquetFormat: TableFormat = {
  extension: 'parquet',
  open: (sink, columns) => new ParquetFile(sink, columns),
};
