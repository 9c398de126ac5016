import type { Column } from '@uringlab/trace-parser';
import { readLatin1 } from '../rows/read-latin1.ts';
import { quote } from './quote.ts';

const SAFE = BigInt(Number.MAX_SAFE_INTEGER);

function formatInteger(value: number | bigint): string {
  if (typeof value === 'number' || (value <= SAFE && value >= -SAFE)) return String(value);
  return `"${value}"`;
}

/** How a field is written: `,"name":value` of a row, `separator` first. */
export function compileCell(column: Column, separator: string): (row: number) => string {
  const key = `${separator}${quote(column.name)}:`;
  if (column.kind === 'integer') {
    const { values } = column;
    if (!(values instanceof BigInt64Array) && !(values instanceof BigUint64Array)) {
      return (row) => key + values[row];
    }
    return (row) => key + formatInteger(values[row] as bigint);
  }
  const { offsets } = column;
  if (column.kind === 'text') {
    return (row) => key + quote(readLatin1(column.bytes, offsets[row] as number, offsets[row + 1] as number));
  }
  return (row) => {
    const items: string[] = [];
    for (let at = offsets[row] as number; at < (offsets[row + 1] as number); at++) {
      items.push(formatInteger(column.values[at] as number | bigint));
    }
    return `${key}[${items.join()}]`;
  };
}
