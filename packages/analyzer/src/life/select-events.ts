import { SECTOR_BYTES } from '@uringlab/schema';
import type { LayerEvent, LayerEventOf } from '../layers/layer-event.ts';
import { isSameRequest, type RequestKey } from './request-key.ts';

/** A bio may complete after the request did (a read that did not wait); beyond this it is no longer its story. */
const BIO_GRACE_NS = 100_000_000n;

function overlaps(start: number, bytes: number, key: RequestKey): boolean {
  return start < key.offset + key.length && start + bytes > key.offset;
}

function isSameFile(event: { device: string; inode: number }, key: RequestKey): boolean {
  return event.inode === key.inode && (key.device === null || event.device === key.device);
}

/** Says, as events go by, whether a thread is at work on the request right now. */
class ThreadFocus {
  readonly #focused = new Set<number>();

  /** Reads take place inside a submission or a call; the next one of the thread ends it. */
  follow(event: LayerEvent, isOurs: boolean): void {
    if (event.kind !== 'submit' && event.kind !== 'call' && event.kind !== 'complete') return;
    if (isOurs && event.kind !== 'complete') this.#focused.add(event.pid);
    else this.#focused.delete(event.pid);
  }

  has(pid: number): boolean {
    return this.#focused.has(pid);
  }
}

/** Sectors of the request, from a mapping event: an extent is linear, so one mapping places the whole of it. */
function sectorsOf(map: LayerEventOf<'map'>): { device: string; start: number; end: number } {
  const start = map.address / SECTOR_BYTES;
  return { device: map.device, start, end: start + map.length / SECTOR_BYTES };
}

/**
 * The events of one request's life, across ring, file system, page cache and block layer, in time order.
 * Ring events are known by user_data, calls and pages by inode and offset, bios by the sectors that the
 * mapping names, or by the thread that was at work on the request when it queued them.
 *
 * @param events all layer events of the trace, in time order
 * @param returns the events that are returns, by `findReturns`
 */
export function selectEvents(
  events: readonly LayerEvent[],
  returns: ReadonlyMap<LayerEvent, number>,
  key: RequestKey,
): LayerEvent[] {
  const selected: LayerEvent[] = [];
  const focus = new ThreadFocus();
  const extents: ReturnType<typeof sectorsOf>[] = [];
  const pendingBios: LayerEventOf<'bio-queued' | 'bio-issued'>[] = [];
  const isOfExtent = (device: string, sector: number): boolean =>
    extents.some((extent) => extent.device === device && sector >= extent.start && sector < extent.end);

  const belongs = (event: LayerEvent): boolean => {
    switch (event.kind) {
      case 'submit':
      case 'complete':
      case 'punt':
        return isSameRequest(event.userData, key);
      case 'call': {
        const position = returns.has(event) && event.count > 0 ? event.offset - event.count : event.offset;
        return isSameFile(event, key) && position >= key.offset && position < key.offset + key.length;
      }
      case 'readahead':
        return isSameFile(event, key) && focus.has(event.pid);
      case 'page-added':
        return isSameFile(event, key) && overlaps(event.offset, event.bytes, key);
      case 'map':
        return event.inode === key.inode && overlaps(event.offset, event.length, key);
      case 'bio-queued':
      case 'bio-issued':
        return isOfExtent(event.device, event.sector) || (extents.length === 0 && focus.has(event.pid));
      case 'bio-completed':
        return pendingBios.some((bio) => bio.device === event.device && bio.sector === event.sector);
      case 'page-removed':
        return false;
    }
  };

  for (const event of events) {
    if (event.ns < key.fromNs) continue;
    if (event.ns > key.toNs + BIO_GRACE_NS) break;
    const isOurs = belongs(event);
    focus.follow(event, isOurs);
    if (!isOurs) continue;
    // After the completion only the tail of what was begun before it belongs to the request.
    if (event.ns > key.toNs && event.kind !== 'bio-completed' && event.kind !== 'complete') continue;
    selected.push(event);
    if (event.kind === 'map') extents.push(sectorsOf(event));
    if (event.kind === 'bio-queued' || event.kind === 'bio-issued') pendingBios.push(event);
    if (event.kind === 'bio-completed') {
      for (let index = pendingBios.length - 1; index >= 0; index--) {
        const bio = pendingBios[index];
        if (bio?.device === event.device && bio.sector === event.sector) pendingBios.splice(index, 1);
      }
    }
  }
  return selected;
}
