import type { Column, IntegerArray } from '@uringlab/trace-parser';

/** Rows of a column. */
export function countRows(column: Column): number {
  return column.kind === 'integer' ? column.values.length : column.offsets.length - 1;
}

/** Bytes a column takes in memory. */
export function sizeOf(column: Column): number {
  if (column.kind === 'integer') return column.values.byteLength;
  const content = column.kind === 'text' ? column.bytes : column.values;
  return content.byteLength + column.offsets.byteLength;
}

function joinArrays<T extends IntegerArray>(first: T, parts: readonly T[]): T {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const joined = new (first.constructor as new (length: number) => T)(length);
  let at = 0;
  for (const part of parts) {
    (joined as { set(values: T, at: number): void }).set(part, at);
    at += part.length;
  }
  return joined;
}

function joinOffsets(parts: readonly Uint32Array[]): Uint32Array {
  const joined = new Uint32Array(parts.reduce((sum, part) => sum + part.length - 1, 1));
  let at = 1;
  let base = 0;
  for (const part of parts) {
    for (let row = 1; row < part.length; row++) joined[at++] = base + (part[row] as number);
    base += part[part.length - 1] as number;
  }
  return joined;
}

/** One column of the rows of several, which are of the same kind and width. */
export function joinColumn(parts: readonly Column[]): Column {
  const [first] = parts;
  if (first === undefined || parts.length === 1) return first as Column;
  if (first.kind === 'integer') {
    const values = joinArrays(
      first.values,
      parts.map((part) => (part as typeof first).values),
    );
    return { ...first, values };
  }
  const offsets = joinOffsets(parts.map((part) => (part as typeof first).offsets));
  if (first.kind === 'text') {
    return {
      ...first,
      offsets,
      bytes: joinArrays(
        first.bytes,
        parts.map((part) => (part as typeof first).bytes),
      ) as Uint8Array,
    };
  }
  return {
    ...first,
    offsets,
    values: joinArrays(
      first.values,
      parts.map((part) => (part as typeof first).values),
    ),
  };
}

/** What has to be equal for columns to be joined. */
export function describeColumns(columns: readonly Column[]): string {
  return columns
    .map((column) => {
      const type = column.kind === 'text' ? '' : column.values.constructor.name;
      return `${column.kind} ${type} ${column.name}`;
    })
    .join('\n');
}
