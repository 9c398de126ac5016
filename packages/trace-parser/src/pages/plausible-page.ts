import type { PageLayout } from '../ring/page-layout.ts';

/** How pages are laid out that something is to be tested for. */
export interface PageShape {
  readonly layout: PageLayout;
  readonly pageSize: number;
  readonly littleEndian: boolean;
}

const COMMIT_MASK = (1 << 27) - 1;
const TYPE_PADDING = 29;

function hasSoundCommit(
  view: DataView,
  start: number,
  { layout, pageSize, littleEndian }: PageShape,
): boolean {
  const at = start + layout.commitOffset;
  const long = layout.longSize === 8;
  const low = view.getUint32(at + (long && !littleEndian ? 4 : 0), littleEndian);
  const high = long ? view.getUint32(at + (littleEndian ? 4 : 0), littleEndian) : 0;
  const length = low & COMMIT_MASK;
  if (length === 0 || length > pageSize - layout.dataOffset || length % 4 !== 0) return false;
  // The kernel sets the flags in bits 30 and 31 and extends the sign; nothing else is ever set above the length.
  return (low & ~COMMIT_MASK & 0x3fffffff) === 0 && (high === 0 || (high === 0xffffffff && low >>> 31 === 1));
}

/** Bytes of the event at `at` with its header; 0 where nothing sound begins. */
function measureEvent(view: DataView, at: number, end: number, littleEndian: boolean): number {
  const word = view.getUint32(at, littleEndian);
  const type = littleEndian ? word & 31 : word >>> 27;
  if (type > 0 && type < TYPE_PADDING) return 4 + 4 * type;
  if (type > TYPE_PADDING) return 8;
  if (at + 8 > end) return 0;
  const length = view.getUint32(at + 4, littleEndian);
  return length < 4 || length > end - at ? 0 : 4 + 4 * Math.ceil(length / 4);
}

/** Whether a page of the ring buffer begins at `start`: its header makes sense, and its events end exactly where it says. */
export function isPlausiblePage(view: DataView, start: number, shape: PageShape): boolean {
  const { layout, pageSize, littleEndian } = shape;
  if (start + pageSize > view.byteLength || !hasSoundCommit(view, start, shape)) return false;
  const at = start + layout.commitOffset + (layout.longSize === 8 && !littleEndian ? 4 : 0);
  const end = start + layout.dataOffset + (view.getUint32(at, littleEndian) & COMMIT_MASK);
  let next = start + layout.dataOffset;
  while (next < end) {
    const size = measureEvent(view, next, end, littleEndian);
    if (size === 0) return false;
    next += size;
  }
  return next === end;
}
