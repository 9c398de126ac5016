import { LaneGroups, type Lanes } from './lanes.ts';
import type { Annotations, TrackWriter } from './track-writer.ts';

/** A slice that has begun, and the flow that goes through it. */
export interface OpenSlice {
  readonly lanes: Lanes;
  readonly lane: number;
  readonly flow: bigint;
  readonly begin: bigint;
}

/** More slices than this are not kept open: what was never completed must not fill memory. */
const LIMIT = 65_536;

/** Counts flows, of which no two have the same id. */
export class FlowIds {
  #last = 0n;

  next(): bigint {
    return ++this.#last;
  }
}

/** Slices of one kind that last from one event to another, found again by a key. */
export class OpenSlices<S extends OpenSlice = OpenSlice> {
  readonly #tracks: TrackWriter;
  readonly #groups: LaneGroups;
  readonly #category: string;
  readonly #open = new Map<string, S>();

  constructor(tracks: TrackWriter, category: string) {
    this.#tracks = tracks;
    this.#groups = new LaneGroups(tracks);
    this.#category = category;
  }

  get size(): number {
    return this.#open.size;
  }

  find(key: string): S | undefined {
    return this.#open.get(key);
  }

  entries(): Iterable<[string, S]> {
    return this.#open;
  }

  /** Begins a slice; an open one of the same key was never completed and ends here. */
  begin(
    key: string,
    group: string,
    content: { time: bigint; name: string; flow: bigint; annotations: Annotations },
    more: Omit<S, keyof OpenSlice>,
  ): S {
    this.abandon(key, content.time);
    if (this.#open.size >= LIMIT) {
      for (const [oldest] of this.#open) {
        this.abandon(oldest, content.time);
        break;
      }
    }
    const lanes = this.#groups.find(group);
    const lane = lanes.take();
    const { time, name, flow, annotations } = content;
    this.#tracks.begin({ time, track: lane, category: this.#category, name, flows: [flow], annotations });
    const slice = { ...more, lanes, lane, flow, begin: time } as S;
    this.#open.set(key, slice);
    return slice;
  }

  /** Something that happens while a slice is open. */
  mark(slice: S, time: bigint, name: string): void {
    this.#tracks.instant({
      time: later(slice.begin, time),
      track: slice.lane,
      category: this.#category,
      name,
      flows: [slice.flow],
    });
  }

  /** Ends a slice and its flow; the last step of the flow is on `thread`, or on the slice's own track without one. */
  end(key: string, time: bigint, name: string, annotations: Annotations, thread?: number): void {
    const slice = this.#open.get(key);
    if (slice === undefined) return;
    this.#open.delete(key);
    const { lanes, lane, flow, begin } = slice;
    const at = later(begin, time);
    const track = thread ?? lane;
    this.#tracks.instant({ time: at, track, category: this.#category, name, endingFlows: [flow] });
    this.#tracks.end({ time: at, track: lane, annotations });
    lanes.release(lane);
  }

  /** Ends a slice of which no completion was seen. */
  abandon(key: string, time: bigint): void {
    this.end(key, time, 'no completion seen', { completed: 'no' });
  }

  /** Ends all that is open. */
  finish(time: bigint): void {
    for (const key of [...this.#open.keys()]) this.abandon(key, time);
  }
}

/** Clocks of CPUs differ a little; a slice never ends before it began. */
function later(left: bigint, right: bigint): bigint {
  return left > right ? left : right;
}
