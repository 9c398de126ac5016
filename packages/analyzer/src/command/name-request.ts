import { USER_DATA_TAG } from '@uringlab/schema';
import type { LayerEvent, LayerEventOf } from '../layers/layer-event.ts';
import type { RequestKey } from '../life/request-key.ts';
import type { RequestSubject } from './request-subject.ts';

/** The most that the clocks of trace and BPF program may be apart for one event, if one of them is interrupted. */
const CLOCKS_APART_NS = 1_000_000n;

/** The last row that a run of the lab itself could have. */
const OWN_NAME = USER_DATA_TAG | 0xffffffffn;

type RingEvent = LayerEventOf<'submit'> | LayerEventOf<'complete'>;

function distance(event: RingEvent, ns: bigint): bigint {
  return event.ns > ns ? event.ns - ns : ns - event.ns;
}

/** The submission or completion of a kind that `isOwn` takes, and that is nearest to a time. */
function nearest<K extends RingEvent['kind']>(
  events: readonly LayerEvent[],
  kind: K,
  ns: bigint,
  isOwn: (event: LayerEventOf<K>) => boolean,
): LayerEventOf<K> | undefined {
  let best: LayerEventOf<K> | undefined;
  for (const candidate of events) {
    if (candidate.kind !== kind) continue;
    const event = candidate as LayerEventOf<K>;
    if (distance(event, ns) > CLOCKS_APART_NS || !isOwn(event)) continue;
    if (best === undefined || distance(event, ns) < distance(best, ns)) best = event;
  }
  return best;
}

/** The events with this request's under a name of its own. */
export interface NamedRequest {
  key: RequestKey;
  events: readonly LayerEvent[];
}

/**
 * Finds a request among the events by ring, user_data and time. Programs give many requests the same user_data, and use it again, so
 * that its own events get a user_data that nobody else has: what finds lives goes by that.
 */
export function nameRequest(events: readonly LayerEvent[], subject: RequestSubject): NamedRequest {
  const { key, ring, userData } = subject;
  const isOf = (event: RingEvent | LayerEventOf<'punt'>): boolean =>
    event.userData === userData && event.ring === `0x${ring.toString(16)}`;
  const submit = nearest(events, 'submit', key.fromNs, isOf);
  const complete = nearest(
    events,
    'complete',
    key.toNs,
    (event) => isOf(event) && event.result === key.result,
  );
  const isOwn = (event: LayerEvent): boolean =>
    event === submit ||
    event === complete ||
    (event.kind === 'punt' &&
      isOf(event) &&
      event.request === submit?.request &&
      event.ns >= submit.ns &&
      event.ns <= key.toNs);
  return {
    key: {
      ...key,
      userData: OWN_NAME,
      fromNs: submit !== undefined && submit.ns < key.fromNs ? submit.ns : key.fromNs,
      toNs: complete !== undefined && complete.ns > key.toNs ? complete.ns : key.toNs,
    },
    events: events.map((event) => (isOwn(event) ? ({ ...event, userData: OWN_NAME } as LayerEvent) : event)),
  };
}
