import type { EventSelection } from '../columns/event-batch.ts';
import type { BinaryEventType } from '../event/binary-event-type.ts';
import type { EventTypes } from '../event/event-types.ts';
import type { CpuStream } from '../ring/cpu-stream.ts';
import { Merge } from '../ring/merge.ts';
import { findOrigin, openCursors, type StreamRange } from '../ring/open-cursors.ts';
import type { DamageListener } from '../ring/page-damage.ts';
import type { RingCursor } from '../ring/ring-cursor.ts';
import { selectPages, selectStreams, selectTypes } from './selection.ts';

/** What there is to read: the streams of a trace and the types of its records. */
export interface RecordSource {
  readonly streams: readonly CpuStream[];
  readonly types: EventTypes;
}

export interface RecordReaderOptions {
  /** What was read stays in memory for as long as it is referred to; otherwise its memory is used again. */
  readonly keep: boolean;
  readonly onDamage?: DamageListener;
  /** Count what is stepped over as lost before the next record, by an unknown number. */
  readonly damageIsLoss?: boolean;
  /** The arena of a reader of the same streams that is not used any more. */
  readonly arena?: ArrayBuffer | null;
  /** A part of each selected stream, in their order, instead of what the selection's times say. */
  readonly slice?: readonly StreamRange[];
}

/** Counts of lost events add up; -1 is a count that nobody knows. */
export function addLoss(sum: number, lost: number): number {
  return sum < 0 || lost < 0 ? -1 : sum + lost;
}

/**
 * Steps through the selected records of all streams in order of time. Losses before a record that the selection leaves out are told with
 * the next of the same stream.
 */
export class RecordReader {
  readonly #types: EventTypes;
  readonly #wanted: Uint8Array | undefined;
  readonly #from: bigint | undefined;
  readonly #to: bigint | undefined;
  readonly #cursors: readonly RingCursor[];
  readonly #merge: Merge;
  readonly #carried: Float64Array;
  readonly #windows: Int32Array;

  /** The selected streams; a cursor's rank is a position among them. */
  readonly streams: readonly CpuStream[];
  /** Memory that all records lie in; null where they are kept. */
  readonly arena: ArrayBuffer | null;
  /** The type of the current record. */
  type: BinaryEventType;
  /** Events lost before it, see `RingCursor.lost`. */
  lost = 0;

  constructor(source: RecordSource, selection: EventSelection, options: RecordReaderOptions) {
    this.#types = source.types;
    this.type = source.types.unknown;
    this.#wanted = selectTypes(source.types.list, selection);
    this.#from = selection.from;
    this.#to = selection.to;
    this.streams = selectStreams(source.streams, selection);
    const { keep, slice, onDamage, damageIsLoss = false, arena: used = null } = options;
    const { cursors, arena } = openCursors(this.streams, findOrigin(source.streams), {
      keep,
      arena: used,
      damageIsLoss,
      ...(onDamage === undefined ? {} : { onDamage }),
      rangeOf: (stream, rank) => slice?.[rank] ?? { pages: selectPages(stream, selection) },
    });
    this.#cursors = cursors;
    this.arena = arena;
    this.#merge = new Merge(this.#cursors);
    this.#carried = new Float64Array(this.#cursors.length);
    this.#windows = new Int32Array(this.#cursors.length);
    this.markWindows();
  }

  /** Moves to the next record: the cursor that stands on it, undefined after the last. */
  next(): RingCursor | undefined {
    for (;;) {
      const cursor = this.#merge.next();
      if (cursor === undefined) return undefined;
      const type = this.#types.find(cursor.view, cursor.payload, cursor.size);
      const { rank } = cursor;
      const order = this.#compareTime(cursor);
      if (order !== 0) {
        // What was lost before the time that was asked for is not missing from what was.
        if (order < 0) this.#carried[rank] = 0;
        continue;
      }
      const lost = addLoss(this.#carried[rank] as number, cursor.lost);
      if (this.#wanted !== undefined && this.#wanted[type.index] !== 1) {
        this.#carried[rank] = lost;
        continue;
      }
      this.#carried[rank] = 0;
      this.type = type;
      this.lost = lost;
      cursor.keepWindow();
      return cursor;
    }
  }

  /** -1 before the time that was asked for, 1 after it, 0 in it. */
  #compareTime({ stream, base, delta }: RingCursor): number {
    if (this.#from === undefined && this.#to === undefined) return 0;
    const time = stream.toTraceTime(base + BigInt(delta));
    if (this.#from !== undefined && time < this.#from) return -1;
    return this.#to !== undefined && time >= this.#to ? 1 : 0;
  }

  /** Whether a cursor has left the window it was in when windows were marked: its earlier records will not stay in memory. */
  hasLeftWindow(cursor: RingCursor): boolean {
    return this.#windows[cursor.rank] !== cursor.windows;
  }

  markWindows(): void {
    this.#cursors.forEach(({ windows }, rank) => {
      this.#windows[rank] = windows;
    });
  }
}
