import type { Column, IntegerArray } from '@uringlab/trace-parser';
import {
  AsyncByteQueue,
  type Data,
  type DataType,
  Field,
  Int8,
  Int16,
  Int32,
  Int64,
  List,
  makeData,
  RecordBatch,
  RecordBatchFileWriter,
  Schema,
  Struct,
  Uint8,
  Uint16,
  Uint32,
  Uint64,
  Utf8,
} from 'apache-arrow';
import type { Sink } from '../sink.ts';
import { encodeText } from './encode-text.ts';
import { countRows } from './join-columns.ts';
import type { TableFile, TableFormat } from './table-file.ts';

function typeOfIntegers(values: IntegerArray): DataType {
  if (values instanceof BigUint64Array) return new Uint64();
  if (values instanceof BigInt64Array) return new Int64();
  if (values instanceof Uint32Array) return new Uint32();
  if (values instanceof Int32Array) return new Int32();
  if (values instanceof Uint16Array) return new Uint16();
  if (values instanceof Int16Array) return new Int16();
  return values instanceof Uint8Array ? new Uint8() : new Int8();
}

function typeOf(column: Column): DataType {
  if (column.kind === 'text') return new Utf8();
  const integers = typeOfIntegers(column.values);
  return column.kind === 'integer' ? integers : new List(new Field('item', integers, false));
}

function makeIntegers(type: DataType, values: IntegerArray): Data {
  return makeData({ type, length: values.length, nullCount: 0, data: values } as never);
}

function makeColumn(column: Column): Data {
  const type = typeOf(column);
  const length = countRows(column);
  if (column.kind === 'integer') return makeIntegers(type, column.values);
  if (column.kind === 'text') {
    const { bytes, offsets } = encodeText(column);
    return makeData({ type: type as Utf8, length, nullCount: 0, valueOffsets: offsets, data: bytes });
  }
  const child = makeIntegers(typeOfIntegers(column.values), column.values);
  const valueOffsets = new Int32Array(column.offsets);
  return makeData({ type: type as List, length, nullCount: 0, valueOffsets, child });
}

/** Takes what the writer writes, to be handed on at once instead of queued. */
class Collector extends AsyncByteQueue {
  #chunks: Uint8Array[] = [];

  override write(chunk: Uint8Array): void {
    if (chunk.byteLength > 0) this.#chunks.push(chunk.slice());
  }

  take(): Uint8Array[] {
    const chunks = this.#chunks;
    this.#chunks = [];
    return chunks;
  }
}

class ArrowFile implements TableFile {
  readonly #sink: Sink;
  readonly #schema: Schema;
  readonly #collector = new Collector();
  readonly #writer = new RecordBatchFileWriter();

  constructor(sink: Sink, columns: readonly Column[]) {
    this.#sink = sink;
    this.#schema = new Schema(columns.map((column) => new Field(column.name, typeOf(column), false)));
    this.#writer.reset(this.#collector, this.#schema);
  }

  async write(columns: readonly Column[]): Promise<void> {
    const length = countRows(columns[0] as Column);
    const children = columns.map(makeColumn);
    const data = makeData({ type: new Struct(this.#schema.fields), length, nullCount: 0, children });
    this.#writer.write(new RecordBatch(this.#schema, data));
    await this.#drain();
  }

  async finish(): Promise<void> {
    this.#writer.finish();
    await this.#drain();
  }

  async #drain(): Promise<void> {
    for (const chunk of this.#collector.take()) await this.#sink.write(chunk);
  }
}

/** Arrow IPC files: a record batch at a time. */
export const arrowFormat: TableFormat = {
  extension: 'arrow',
  open: (sink, columns) => new ArrowFile(sink, columns),
};
