import { SECTOR_BYTES } from '@uringlab/schema';
import type { LayerEvent, LayerEventOf } from '../layers/layer-event.ts';
import { isSameFile, Ownership, overlaps } from './ownership.ts';
import type { RequestKey } from './request-key.ts';

/** A bio may complete after the request did (a read that did not wait); beyond this it is no longer its story. */
const BIO_GRACE_NS = 100_000_000n;

type Bio = LayerEventOf<'bio-queued'> | LayerEventOf<'bio-issued'>;

/** Sectors of a mapping: an extent is linear, so one mapping places the whole of it. */
function sectorsOf(map: LayerEventOf<'map'>): { device: string; start: number; end: number } {
  const start = map.address / SECTOR_BYTES;
  return { device: map.device, start, end: start + map.length / SECTOR_BYTES };
}

/**
 * The events of one request's life, across ring, file system, page cache and block layer, in time order. Ring events are known
 * by user_data, calls by thread and range, pages by inode and offset, bios by the sectors that the mapping names, or by the
 * thread that was at work on the request when it queued them. What another request for the same range may have done as
 * well is left out.
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
  const ownership = new Ownership(key);
  const extents: ReturnType<typeof sectorsOf>[] = [];
  const pendingBios = new Set<Bio>();
  let endNs = key.toNs;

  const isOurWork = (pid: number): boolean => ownership.isAtWork(pid) || ownership.isUnrivalled;
  const isOfExtent = ({ device, sector }: Bio): boolean =>
    extents.some((extent) => extent.device === device && sector >= extent.start && sector < extent.end);
  const belongs = (event: LayerEvent, isFollowed: boolean): boolean => {
    switch (event.kind) {
      case 'submit':
      case 'complete':
      case 'punt':
      case 'call':
        return isFollowed;
      case 'readahead':
        return isSameFile(event, key) && ownership.isAtWork(event.pid);
      case 'page-added':
        return isSameFile(event, key) && overlaps(event.offset, event.bytes, key) && isOurWork(event.pid);
      case 'map':
        return event.inode === key.inode && overlaps(event.offset, event.length, key) && isOurWork(event.pid);
      case 'bio-queued':
      case 'bio-issued':
        if (extents.length === 0) return ownership.isAtWork(event.pid);
        return isOfExtent(event) && isOurWork(event.pid);
      case 'bio-completed':
        return [...pendingBios].some((bio) => bio.device === event.device && bio.sector === event.sector);
      case 'page-removed':
        return false;
    }
  };

  for (const event of events) {
    if (event.ns < key.fromNs) continue;
    if (event.ns > endNs + BIO_GRACE_NS) break;
    const position =
      event.kind !== 'call'
        ? 0
        : returns.has(event) && event.count > 0
          ? event.offset - event.count
          : event.offset;
    const isFollowed = ownership.follow(event, position);
    if (!belongs(event, isFollowed)) continue;
    const isRing = event.kind === 'submit' || event.kind === 'complete';
    // After a completion only the end of what was begun before it belongs to the request, unless the rest was asked for.
    if (event.ns > key.toNs && !isRing && !ownership.inFlight && event.kind !== 'bio-completed') continue;
    if (isRing && event.ns > endNs) endNs = event.ns;
    selected.push(event);
    if (event.kind === 'map') extents.push(sectorsOf(event));
    if (event.kind === 'bio-queued' || event.kind === 'bio-issued') pendingBios.add(event);
    if (event.kind === 'bio-completed') {
      for (const bio of pendingBios)
        if (bio.device === event.device && bio.sector === event.sector) pendingBios.delete(bio);
    }
  }
  return selected;
}
