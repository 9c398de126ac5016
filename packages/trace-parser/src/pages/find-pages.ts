import type { CpuData } from '../container/container.ts';
import type { ByteSource } from '../source/byte-source.ts';
import { isPlausiblePage, type PageShape } from './plausible-page.ts';

/** About three days of nanoseconds; no two pages of a recording lie further apart. */
const LONGEST_PAUSE = 2n ** 48n;
const WINDOW = 1024 * 1024;

/**
 * Finds the pages between `start` and `end` whose table was lost. They stand CPU after CPU, so a page older than the one before begins
 * the next CPU; the CPUs are numbered as they are found. Pages that make no sense stay with the CPU around them.
 */
export function findPages(source: ByteSource, start: number, end: number, shape: PageShape): CpuData[] {
  const { pageSize, layout, littleEndian } = shape;
  const memory = new Uint8Array(Math.max(pageSize, WINDOW - (WINDOW % pageSize)));
  const found: { cpu: number; offset: number; size: number }[] = [];
  let current: { cpu: number; offset: number; size: number } | undefined;
  let time = 0n;
  for (let at = Math.ceil(start / pageSize) * pageSize; at + pageSize <= end; ) {
    const bytes = source.read(at, Math.min(memory.length, end - at), memory);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let next = 0;
    for (; next + pageSize <= bytes.length; next += pageSize) {
      if (!isPlausiblePage(view, next, shape)) continue;
      const stamp = view.getBigUint64(next + layout.timestampOffset, littleEndian);
      if (current !== undefined && stamp > time + LONGEST_PAUSE) continue;
      if (current === undefined || stamp < time) {
        current = { cpu: found.length, offset: at + next, size: 0 };
        found.push(current);
      }
      current.size = at + next + pageSize - current.offset;
      time = stamp;
    }
    if (next === 0) break;
    at += next;
  }
  return found;
}
