import { type PageMap, SECTOR_BYTES } from '@uringlab/schema';
import type { LayerEvent } from '../layers/layer-event.ts';
import type { RequestKey } from './request-key.ts';

type Cell = '.' | 'L' | 'U' | 'C' | 'S' | '?';

/** The state of a request's pages as the trace shows it, from before the request to its completion. */
class Pages {
  readonly cells: Cell[];
  readonly #key: RequestKey;
  readonly #pageBytes: number;

  constructor(key: RequestKey, pageBytes: number, initial: string | undefined) {
    this.#key = key;
    this.#pageBytes = pageBytes;
    const count = Math.ceil(((key.offset % pageBytes) + key.length) / pageBytes);
    this.cells = Array.from({ length: count }, (_, page) =>
      initial?.[page] === undefined ? '?' : (initial[page] as Cell),
    );
  }

  set(offset: number, bytes: number, cell: Cell, from: readonly Cell[] = ['.', 'L', 'U', '?']): void {
    const base = this.#key.offset - (this.#key.offset % this.#pageBytes);
    for (let page = 0; page < this.cells.length; page++) {
      const start = base + page * this.#pageBytes;
      const current = this.cells[page];
      if (
        start < offset + bytes &&
        start + this.#pageBytes > offset &&
        current !== undefined &&
        from.includes(current)
      ) {
        this.cells[page] = cell;
      }
    }
  }

  toString(): string {
    return this.cells.join('');
  }
}

/** What the trace before the request says: added and not removed is in the cache, and by now read, unless a bio says otherwise. */
function replay(events: readonly LayerEvent[], key: RequestKey, pages: Pages): void {
  for (const event of events) {
    if (event.ns >= key.fromNs) break;
    if (event.kind !== 'page-added' && event.kind !== 'page-removed') continue;
    if (event.inode !== key.inode || event.device !== key.device) continue;
    pages.set(event.offset, event.bytes, event.kind === 'page-added' ? 'U' : '.');
  }
}

/**
 * The page map of a request; null when neither trace nor mincore says anything of its pages.
 *
 * @param all every layer event of the trace: those before the request give the state at its start
 * @param own the events of the request
 * @param residentBefore pages of the range before the phase as mincore(2) saw them, U or '.'
 */
export function mapPages(
  all: readonly LayerEvent[],
  own: readonly LayerEvent[],
  key: RequestKey,
  pageBytes: number,
  residentBefore: string | undefined,
): PageMap | null {
  const pages = new Pages(key, pageBytes, residentBefore);
  replay(all, key, pages);
  const start = own[0]?.ns ?? key.fromNs;
  const rows: PageMap['rows'] = [{ atNs: 0, label: 'before the read', cells: pages.toString() }];
  const row = (ns: bigint, label: string): void => {
    const cells = pages.toString();
    if (rows.at(-1)?.cells !== cells) rows.push({ atNs: Number(ns - start), label, cells });
  };
  const extent = own.find((event) => event.kind === 'map');
  let added = false;
  let completed = false;
  const finish = (ns: bigint): void => {
    if (completed || key.result === null || key.result < 0) return;
    completed = true;
    pages.set(key.offset + key.result, key.length - key.result, 'S');
    pages.set(key.offset, key.result, 'C', ['.', 'L', 'U', '?', 'S']);
    if (key.result === 0) pages.set(key.offset, key.length, 'S');
    rows.push({
      atNs: Number(ns - start),
      label: `the buffer after the read returned ${key.result}`,
      cells: pages.toString(),
    });
  };
  for (const event of own) {
    if (event.ns > key.toNs) finish(key.toNs);
    if (completed) break;
    if (event.kind === 'page-added') {
      added = true;
      pages.set(event.offset, event.bytes, 'L');
    } else if (event.kind === 'readahead' && !added) {
      // Without filemap events the mapping that follows says where the readahead begins.
      pages.set(extent?.offset ?? key.offset, event.pages * pageBytes, 'L');
      row(event.ns, 'readahead queued');
    } else if (event.kind === 'bio-queued') {
      row(event.ns, 'readahead queued');
    } else if (event.kind === 'bio-completed' && extent !== undefined && event.error === 0) {
      // The block layer logs the bio first, then the pages are marked uptodate and unlocked one by one:
      // those that a short read did not get to copy were not seen ready.
      const offset = extent.offset + event.sector * SECTOR_BYTES - extent.address;
      const copied = key.result === null ? key.length : key.result;
      pages.set(offset, event.sectors * SECTOR_BYTES, 'U', ['L']);
      if (copied < key.length) pages.set(key.offset + copied, key.length - copied, '?', ['U']);
      row(event.ns, 'bio completed');
    } else if (event.kind === 'complete') {
      finish(event.ns);
    }
  }
  finish(key.toNs);
  const known = rows.some((entry) => /[.LU]/.test(entry.cells));
  return known ? { pageBytes, rows } : null;
}
