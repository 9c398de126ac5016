import type { CpuStream } from './cpu-stream.ts';

const COMMIT_MASK = (1 << 27) - 1;
const MISSED_EVENTS = 1 << 31;
const MISSED_STORED = 1 << 30;

/** The header of a sub-buffer (kernel/trace/ring_buffer.c, struct buffer_data_page). */
export interface PageHeader {
  /** Time of the page in the ring buffer's clock. */
  readonly timestamp: bigint;
  /** Bytes of events, as committed; untrusted: may exceed `capacity`. */
  readonly length: number;
  /** Bytes of events that fit a page. */
  readonly capacity: number;
  /** Events lost before the page: a count, 0 for none, -1 when it was not stored, NaN when it cannot be read. */
  readonly lost: number;
}

type PageShape = Pick<CpuStream, 'layout' | 'pageSize' | 'littleEndian'>;

/** Time of the page that starts at `start`. */
export function readPageTime(view: DataView, start: number, { layout, littleEndian }: PageShape): bigint {
  return view.getBigUint64(start + layout.timestampOffset, littleEndian);
}

/** Reads the header of the page that starts at `start`. */
export function readPageHeader(view: DataView, start: number, shape: PageShape): PageHeader {
  const { layout, littleEndian, pageSize } = shape;
  // Of a long commit word only the low half counts: the kernel extends the sign of its flag bits.
  const lowHalf = layout.longSize === 8 && !littleEndian ? 4 : 0;
  const commit = view.getUint32(start + layout.commitOffset + lowHalf, littleEndian);
  const length = commit & COMMIT_MASK;
  const capacity = pageSize - layout.dataOffset;
  const lost = (commit & MISSED_EVENTS) === 0 ? 0 : readLoss(view, start, commit, shape);
  return { timestamp: readPageTime(view, start, shape), length, capacity, lost };
}

/** The count of lost events stands right after the committed data where it fits. */
function readLoss(view: DataView, start: number, commit: number, shape: PageShape): number {
  if ((commit & MISSED_STORED) === 0) return -1;
  const { layout, littleEndian, pageSize } = shape;
  const end = layout.dataOffset + (commit & COMMIT_MASK);
  if (end + layout.longSize > pageSize) return Number.NaN;
  const count =
    layout.longSize === 8
      ? Number(view.getBigInt64(start + end, littleEndian))
      : view.getInt32(start + end, littleEndian);
  return count > 0 && Number.isSafeInteger(count) ? count : Number.NaN;
}
