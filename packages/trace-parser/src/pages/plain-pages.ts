import type { PageSource } from '../ring/page-source.ts';
import type { ByteSource } from '../source/byte-source.ts';

const WINDOW_BYTES = 256 * 1024;

/**
 * `count` pages that lie uncompressed one after the other from `offset` on. `onShort` is told where the source ended before pages it
 * had when they were counted: files shrink.
 */
export function createPlainPages(
  source: ByteSource,
  offset: number,
  count: number,
  pageSize: number,
  onShort?: (page: number) => void,
): PageSource {
  return {
    count,
    offsetOf: (index) => offset + index * pageSize,
    load(index, into) {
      const wanted = Math.max(1, Math.floor((into?.length ?? WINDOW_BYTES) / pageSize));
      const pages = Math.min(wanted, count - index);
      const bytes = source.read(offset + index * pageSize, pages * pageSize, into);
      const whole = Math.floor(bytes.length / pageSize);
      if (whole < pages) onShort?.(index + whole);
      if (whole === 0) return { first: index, count: pages, view: null };
      return {
        first: index,
        count: whole,
        view: new DataView(bytes.buffer, bytes.byteOffset, whole * pageSize),
      };
    },
  };
}
