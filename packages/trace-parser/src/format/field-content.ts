import { readText } from '../bytes/latin1.ts';
import type { FieldValue } from '../trace.ts';
import type { Field } from './field.ts';
import { compileInteger } from './read-integer.ts';

/** The bytes of an array within a view; `sound` is false where the record pointed outside itself. */
interface Content {
  readonly start: number;
  readonly length: number;
  readonly sound: boolean;
}

export type ContentReader = (view: DataView, at: number, size: number) => Content;
export type ValueReader = (view: DataView, at: number, size: number) => FieldValue | undefined;

/** A reader for the bytes of an array field, inline or by its location word (low half offset, high half length). */
export function compileContent(field: Field, littleEndian: boolean): ContentReader {
  const { offset, size: fieldSize, location } = field;
  if (location === null) {
    return (_view, at, size) => {
      const room = Math.max(0, size - offset);
      const length = fieldSize === 0 ? room : Math.min(fieldSize, room);
      return { start: at + offset, length, sound: fieldSize <= room };
    };
  }
  const base = location === 'relative' ? offset + fieldSize : 0;
  return (view, at, size) => {
    if (offset + fieldSize > size || fieldSize < 2) return { start: at, length: 0, sound: false };
    const word =
      fieldSize >= 4 ? view.getUint32(at + offset, littleEndian) : view.getUint16(at + offset, littleEndian);
    const start = base + (word & 0xffff);
    const length = fieldSize >= 4 ? word >>> 16 : Math.max(0, size - start);
    if (start + length > size) return { start: at, length: 0, sound: false };
    return { start: at + start, length, sound: true };
  };
}

/** Bytes the way `trace-cmd report -R` prints arrays that are no text. */
function formatBytes(view: DataView, start: number, length: number): string {
  const bytes: string[] = [];
  for (let at = start; at < start + length; at++) bytes.push(view.getUint8(at).toString(16).padStart(2, '0'));
  return `ARRAY[${bytes.join(', ')}]`;
}

/** The decoder of one field: undefined for a record too short to hold it. */
export function compileValue(field: Field, littleEndian: boolean): ValueReader {
  if (!field.array) {
    const end = field.offset + field.size;
    const read = compileInteger(field.offset, field.size, field.signed, littleEndian);
    if (read !== undefined) return (view, at, size) => (end > size ? undefined : read(view, at));
  }
  const read = compileContent(field, littleEndian);
  if (field.text) {
    return (view, at, size) => {
      const content = read(view, at, size);
      return readText(view, content.start, content.start + content.length);
    };
  }
  return (view, at, size) => {
    const content = read(view, at, size);
    return formatBytes(view, content.start, content.length);
  };
}
