import type { ContentReader } from '../format/field-content.ts';
import type { RecordRows } from './record-rows.ts';

/** Bytes of all rows one after the other: row `r` has `offsets[r]` to `offsets[r + 1]`. */
export interface Contents {
  readonly offsets: Uint32Array;
  readonly bytes: Uint8Array;
}

const FIRST_BYTES_PER_ROW = 16;

/** Gathers the bytes of an array field; of texts only what stands before the NUL. */
export function decodeContents(rows: RecordRows, read: ContentReader, isText: boolean): Contents {
  const { length, starts, sizes, arena } = rows;
  const { view, bytes: memory } = arena;
  const offsets = new Uint32Array(length + 1);
  let bytes = new Uint8Array(length * FIRST_BYTES_PER_ROW);
  let filled = 0;
  for (let row = 0; row < length; row++) {
    const content = read(view, starts[row] as number, sizes[row] as number);
    if (filled + content.length > bytes.length) {
      const larger = new Uint8Array(2 * (filled + content.length));
      larger.set(bytes.subarray(0, filled));
      bytes = larger;
    }
    const end = content.start + content.length;
    for (let at = content.start; at < end; at++) {
      const byte = memory[at] as number;
      if (isText && byte === 0) break;
      bytes[filled++] = byte;
    }
    offsets[row + 1] = filled;
  }
  return { offsets, bytes: bytes.subarray(0, filled) };
}
