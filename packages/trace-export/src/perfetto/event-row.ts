import type { Column } from '@uringlab/trace-parser';
import { readLatin1 } from '../rows/read-latin1.ts';

/** An event as the slices need it. */
export interface EventRow {
  readonly time: bigint;
  readonly pid: number;
  readonly instance: number;
  /** The track of the thread it happened on. */
  readonly thread: number;
  readonly fields: ReadonlyMap<string, number | bigint | string>;
}

/** The integers and texts of a row by name. */
export function readFields(columns: readonly Column[], row: number): Map<string, number | bigint | string> {
  const fields = new Map<string, number | bigint | string>();
  for (const column of columns) {
    if (column.kind === 'integer') fields.set(column.name, column.values[row] as number | bigint);
    else if (column.kind === 'text') {
      const { bytes, offsets } = column;
      fields.set(column.name, readLatin1(bytes, offsets[row] as number, offsets[row + 1] as number));
    }
  }
  return fields;
}

/** A field that is an integer below 2^53; 0 where there is none. */
export function numberOf(event: EventRow, name: string): number {
  const value = event.fields.get(name);
  return typeof value === 'string' || value === undefined ? 0 : Number(value);
}

/** A field as text; empty where there is none. */
export function textOf(event: EventRow, name: string): string {
  return String(event.fields.get(name) ?? '');
}

/** A field in hexadecimal, as addresses are printed. */
export function hexOf(event: EventRow, name: string): string {
  const value = event.fields.get(name) ?? 0;
  return typeof value === 'string' ? value : `0x${value.toString(16)}`;
}

/** A dev_t of the kernel (include/linux/kdev_t.h). */
export function formatDevice(device: number): string {
  return `${device >>> 20}:${device & 0xfffff}`;
}
