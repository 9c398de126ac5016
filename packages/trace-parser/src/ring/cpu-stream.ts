import type { PageLayout } from './page-layout.ts';

/** Gives the pages of one CPU one after the other. `view` may differ from page to page. */
export interface PageSource {
  readonly count: number;
  /** View and offset of a whole page within it. */
  page(index: number): { readonly view: DataView; readonly offset: number };
}

/** The recording of one CPU in one instance, and what is the same for all its events. */
export interface CpuStream {
  readonly cpu: number;
  readonly instance: string;
  readonly littleEndian: boolean;
  readonly layout: PageLayout;
  /** Sub-buffer size in bytes. */
  readonly pageSize: number;
  readonly pages: PageSource;
  /** From the ring buffer's time to the trace's. */
  readonly toTraceTime: (time: bigint) => bigint;
}

/** Pages that lie uncompressed in the file from `offset` on. */
export function createPageSource(
  view: DataView,
  offset: number,
  count: number,
  pageSize: number,
): PageSource {
  return { count, page: (index) => ({ view, offset: offset + index * pageSize }) };
}
