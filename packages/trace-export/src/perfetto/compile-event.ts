import type { Column, EventTable, IntegerArray, ListColumn } from '@uringlab/trace-parser';
import type { ProtobufWriter } from './protobuf-writer.ts';
import { FTRACE_EVENT, GENERIC, GENERIC_FIELD } from './schema.ts';
import { findTypedEvent, findTypedField } from './typed-events.ts';

/** Writes the fields of one row. */
type WriteRow = (writer: ProtobufWriter, row: number) => void;

/** The two halves of 64-bit values; typed arrays are little-endian wherever JavaScript runs today. */
function toWords(values: BigInt64Array | BigUint64Array): Uint32Array {
  return new Uint32Array(values.buffer, values.byteOffset, values.length * 2);
}

function isSigned(values: IntegerArray): boolean {
  return (
    values instanceof Int8Array ||
    values instanceof Int16Array ||
    values instanceof Int32Array ||
    values instanceof BigInt64Array
  );
}

function compileInteger(values: IntegerArray, field: number): WriteRow {
  if (values instanceof BigInt64Array || values instanceof BigUint64Array) {
    const words = toWords(values);
    return (writer, row) => writer.words(field, words[row * 2] as number, words[row * 2 + 1] as number);
  }
  if (isSigned(values)) return (writer, row) => writer.signed(field, values[row] as number);
  return (writer, row) => writer.unsigned(field, values[row] as number);
}

/** Lists have no place in Perfetto's fields: they are text, addresses in hexadecimal. */
function formatList({ values, offsets }: ListColumn, row: number): string {
  const items: string[] = [];
  for (let at = offsets[row] as number; at < (offsets[row + 1] as number); at++) {
    const value = values[at] as number | bigint;
    items.push(typeof value === 'bigint' ? `0x${BigInt.asUintN(64, value).toString(16)}` : String(value));
  }
  return items.join();
}

function compileGenericField(column: Column): WriteRow {
  const { name } = column;
  const write = compileGenericValue(column);
  return (writer, row) => {
    const start = writer.begin(GENERIC.field);
    writer.string(GENERIC_FIELD.name, name);
    write(writer, row);
    writer.end(start);
  };
}

function compileGenericValue(column: Column): WriteRow {
  if (column.kind === 'integer') {
    const field = isSigned(column.values) ? GENERIC_FIELD.signed : GENERIC_FIELD.unsigned;
    return compileInteger(column.values, field);
  }
  if (column.kind === 'list')
    return (writer, row) => writer.string(GENERIC_FIELD.text, formatList(column, row));
  const { bytes, offsets } = column;
  return (writer, row) =>
    writer.text(GENERIC_FIELD.text, bytes, offsets[row] as number, offsets[row + 1] as number);
}

function compileTypedField(column: Column, field: number): WriteRow {
  if (column.kind === 'integer') return compileInteger(column.values, field);
  const { offsets } = column;
  const bytes = column.kind === 'text' ? column.bytes : new Uint8Array(0);
  return (writer, row) => writer.text(field, bytes, offsets[row] as number, offsets[row + 1] as number);
}

/** How the rows of a table become the message of their event: Perfetto's own, or `generic` with all fields. */
export function compileEvent({ type, columns }: EventTable): WriteRow {
  const typed = findTypedEvent(type.name);
  if (typed !== undefined) {
    const writes = columns.flatMap((column) => {
      const field = findTypedField(typed, column.name, column.kind);
      return field === 0 ? [] : [compileTypedField(column, field)];
    });
    return (writer, row) => {
      const start = writer.begin(typed.id);
      for (const write of writes) write(writer, row);
      writer.end(start);
    };
  }
  const { name } = type;
  const writes = columns.map(compileGenericField);
  return (writer, row) => {
    const start = writer.begin(FTRACE_EVENT.generic);
    writer.string(GENERIC.name, name);
    for (const write of writes) write(writer, row);
    writer.end(start);
  };
}
