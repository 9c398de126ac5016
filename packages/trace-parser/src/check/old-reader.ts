import type { CpuStream } from '../ring/cpu-stream.ts';
import { readPageHeader } from '../ring/page-header.ts';

/*
 * Readers from before trace-cmd e5de44dd (2019-09-04) and, in the kernel tree, libtraceevent 2cf6aa4 (2020-07-02) took an absolute time stamp
 * (type 31) to have 16 bytes. It has 8 since Linux 4.17 (dc4e2801d400), and since 5.9 interrupts cause them all the time. Such a
 * reader is 8 bytes off after a stamp, takes what it finds there for events, and tells of ids that no format has.
 */

const TYPE_PADDING = 29;
const TYPE_EXTEND = 30;
const TYPE_STAMP = 31;
const OLD_STAMP_SIZE = 16;
const DELTA_MASK = (1 << 27) - 1;
/** How many different ids are kept. */
const MOST_IDS = 64;

/** Where it went wrong for the first time. */
export interface OldReaderPlace {
  readonly instance: string;
  readonly cpu: number;
  readonly page: number;
  /** Offset in the input; of a compressed page that of its chunk. */
  readonly offset: number;
  /** What such a reader printed there. */
  readonly message: string;
}

/** What an old reader would have done with a file. */
export interface OldReaderReport {
  readonly pages: number;
  /** Absolute time stamps it met. */
  readonly stamps: number;
  /** Records it took for events, right or wrong. */
  readonly records: number;
  /** Records with an id that is in no format (`ug! no event found for type N`), the most frequent ids first. */
  readonly unknown: number;
  readonly unknownIds: readonly { readonly id: number; readonly count: number }[];
  /** Records of a negative size: a length of zero is -4. */
  readonly negativeSizes: number;
  /** Pages whose last record reaches beyond the committed data. */
  readonly overrunPages: number;
  readonly first: OldReaderPlace | null;
}

export interface OldReaderOptions {
  /** Ids of all formats. */
  readonly ids: ReadonlySet<number>;
  /** Bytes to a type 31: 16 for old readers, 8 to see that the right rule finds nothing. */
  readonly stampSize?: 8 | 16;
}

class OldReader {
  readonly #ids: ReadonlySet<number>;
  readonly #stampSize: number;
  readonly #unknownIds = new Map<number, number>();
  readonly counts = { pages: 0, stamps: 0, records: 0, unknown: 0, negativeSizes: 0, overrunPages: 0 };
  first: OldReaderPlace | null = null;

  constructor({ ids, stampSize }: OldReaderOptions) {
    this.#ids = ids;
    this.#stampSize = stampSize ?? OLD_STAMP_SIZE;
  }

  get unknownIds(): { id: number; count: number }[] {
    return Array.from(this.#unknownIds, ([id, count]) => ({ id, count })).sort(
      (left, right) => right.count - left.count || left.id - right.id,
    );
  }

  /** Walks one page, which starts at `start` of `view`; sound pages only, what is damaged is another matter. */
  readPage(view: DataView, start: number, page: number, stream: CpuStream): void {
    const { length, capacity } = readPageHeader(view, start, stream);
    if (length > capacity) return;
    this.counts.pages++;
    const { littleEndian } = stream;
    const end = start + stream.layout.dataOffset + length;
    const fail = (message: string) => {
      const { instance, cpu, pages } = stream;
      this.first ??= { instance, cpu, page, offset: pages.offsetOf(page), message };
    };
    let at = end - length;
    while (at + 4 <= end) {
      const word = view.getUint32(at, littleEndian);
      const type = littleEndian ? word & 31 : word >>> 27;
      const delta = littleEndian ? word >>> 5 : word & DELTA_MASK;
      const next = at + 8 <= end ? view.getInt32(at + 4, littleEndian) : 0;
      if (type === TYPE_PADDING && (delta === 0 || next < 4)) return;
      if (type >= TYPE_PADDING) {
        if (type === TYPE_STAMP) this.counts.stamps++;
        at += type === TYPE_PADDING ? 4 + next : type === TYPE_EXTEND ? 8 : this.#stampSize;
        if (at > end) break;
        continue;
      }
      const size = type > 0 ? type * 4 : (next - 4 + 3) & ~3;
      const payload = at + (type > 0 ? 4 : 8);
      at = payload + size;
      if (size < 0) {
        this.counts.negativeSizes++;
        fail(`a record size of ${size}`);
        // Such readers went round in circles; here the walk ends.
        if (size < -4) return;
      }
      if (at > end) break;
      this.#takeRecord(payload + 2 <= end ? view.getUint16(payload, littleEndian) : 0, fail);
    }
    if (at > end) {
      this.counts.overrunPages++;
      fail('a record that reaches beyond its page');
    }
  }

  #takeRecord(id: number, fail: (message: string) => void): void {
    this.counts.records++;
    if (this.#ids.has(id)) return;
    this.counts.unknown++;
    fail(`ug! no event found for type ${id}`);
    const count = this.#unknownIds.get(id) ?? 0;
    if (count > 0 || this.#unknownIds.size < MOST_IDS) this.#unknownIds.set(id, count + 1);
  }
}

/** Walks all pages by the rule old readers had for absolute time stamps, and counts what they would have complained about. */
export function simulateOldReader(streams: readonly CpuStream[], options: OldReaderOptions): OldReaderReport {
  const reader = new OldReader(options);
  for (const stream of streams) {
    for (let page = 0; page < stream.pages.count; ) {
      const window = stream.pages.load(page);
      const skipped = page - window.first;
      for (let index = skipped; index < window.count && window.view !== null; index++)
        reader.readPage(window.view, index * stream.pageSize, window.first + index, stream);
      page = window.first + Math.max(window.count, skipped + 1);
    }
  }
  return { ...reader.counts, unknownIds: reader.unknownIds, first: reader.first };
}
