import type { LayerEventOf } from '../layers/layer-event.ts';
import { isPutOff, isShort, restOf, type TraceRequest } from './trace-request.ts';

/** A call into the file system that may be somebody asking for what a short read left out. */
export interface Ask {
  call: LayerEventOf<'call'>;
  /** Index of the call among the events. */
  at: number;
  /** It is news for every read that ended before this index. */
  since: number;
  /** For reads that ended between the two it may be: the trace does not say which request the call serves. */
  doubtful: boolean;
}

/** Reads that wait for their rest to be asked for, by where it begins. */
class Shelf {
  readonly #shelf = new Map<string, Set<TraceRequest>>();

  static #key(device: string | null, inode: number | null, bucket: number): string {
    return `${device} ${inode} ${bucket}`;
  }

  static #bucket(offset: number): number {
    return Math.floor(offset / 2 ** 20);
  }

  add(request: TraceRequest): void {
    const key = Shelf.#key(request.device, request.inode, Shelf.#bucket(restOf(request)));
    const there = this.#shelf.get(key);
    if (there === undefined) this.#shelf.set(key, new Set([request]));
    else there.add(request);
  }

  answer({ call, since, doubtful }: Ask): void {
    const end = call.offset + call.count;
    for (let bucket = Shelf.#bucket(call.offset); bucket <= Shelf.#bucket(end - 1); bucket++) {
      const there = this.#shelf.get(Shelf.#key(call.device, call.inode, bucket));
      for (const request of there ?? []) {
        const rest = restOf(request);
        if (rest < call.offset || rest >= end) continue;
        if (request.endAt < since) {
          request.restAskedFor = true;
          there?.delete(request);
        } else if (doubtful) request.restAskedFor = null;
      }
    }
  }
}

/** Says of each read that was short or put off whether a later call covers the first byte it left out. `asks` are in order of `at`. */
export function markFollowUps(requests: readonly TraceRequest[], asks: readonly Ask[]): void {
  const short = requests
    .filter((request) => isShort(request) || isPutOff(request))
    .sort((left, right) => left.endAt - right.endAt);
  const shelf = new Shelf();
  let next = 0;
  for (const ask of asks) {
    for (let request = short[next]; request !== undefined && request.endAt < ask.at; request = short[++next])
      shelf.add(request);
    shelf.answer(ask);
  }
}
