import { formatNanoseconds, type PageMap } from '@uringlab/schema';

/** Rows of the map, and pages a row shows: 512 KiB in pages of 4 KiB. */
const ROW_LIMIT = 40;
const CELL_LIMIT = 128;

const STATES: Readonly<Record<string, { name: string; meaning: string }>> = {
  '.': { name: 'absent', meaning: 'not in the page cache' },
  L: { name: 'locked', meaning: 'locked, read in flight' },
  U: { name: 'uptodate', meaning: 'uptodate in the page cache' },
  C: { name: 'copied', meaning: 'copied to the buffer' },
  S: { name: 'stale', meaning: 'stale: the buffer keeps what it held before' },
  '?': { name: 'unknown', meaning: 'not known' },
};

/** The pages of a request over time, a letter in each cell, and the legend of the letters that occur. */
export function makePageMap(map: PageMap | null | undefined) {
  if (map === null || map === undefined || map.rows.length === 0) return null;
  const used = new Set(map.rows.flatMap((row) => [...row.cells]));
  const pages = Math.max(...map.rows.map((row) => row.cells.length));
  return {
    pageBytes: map.pageBytes,
    pages,
    columns: Array.from({ length: Math.min(pages, CELL_LIMIT) }, (_, page) => page),
    left: Math.max(0, map.rows.length - ROW_LIMIT),
    rows: map.rows.slice(0, ROW_LIMIT).map((row) => ({
      at: row.atNs === null ? '' : `+${formatNanoseconds(row.atNs)}`,
      label: row.label,
      cells: [...row.cells.slice(0, CELL_LIMIT)].map((letter) => ({
        letter,
        state: STATES[letter]?.name ?? 'unknown',
        meaning: STATES[letter]?.meaning ?? 'not known',
      })),
      more: row.cells.length > CELL_LIMIT ? `and ${row.cells.length - CELL_LIMIT} more` : '',
    })),
    legend: Object.entries(STATES)
      .filter(([letter]) => used.has(letter))
      .map(([letter, { name, meaning }]) => ({ letter, state: name, meaning })),
  };
}
