import type { TraceEvent } from '@uringlab/trace-parser';
import { toLayerEvent } from '../layers/event-table.ts';
import type { LayerEvent } from '../layers/layer-event.ts';
import { overlaps } from '../life/ownership.ts';
import type { RequestSubject } from './request-subject.ts';

/** Around a request: its bios may end later than it does, and the trace's clock is read a little before or after that of BPF programs. */
const BEFORE_NS = 1_000_000n;
const AFTER_NS = 101_000_000n;

/** Its pages came and went at any time before. */
function isOfPages(event: LayerEvent, { key }: RequestSubject): boolean {
  return (
    (event.kind === 'page-added' || event.kind === 'page-removed') &&
    event.inode === key.inode &&
    (key.device === null || event.device === key.device) &&
    overlaps(event.offset, event.bytes, { ...key, userData: null })
  );
}

/** The events of a trace, which may be of millions, that can belong to some requests. */
export function selectLayerEvents(
  trace: Iterable<TraceEvent>,
  subjects: readonly RequestSubject[],
  pageBytes: number,
): LayerEvent[] {
  const selected: LayerEvent[] = [];
  for (const event of trace) {
    const isNear = subjects.some(
      ({ key }) => event.timestamp >= key.fromNs - BEFORE_NS && event.timestamp <= key.toNs + AFTER_NS,
    );
    if (!isNear && !event.name.startsWith('mm_filemap_')) continue;
    const known = toLayerEvent(event, pageBytes);
    if (known === undefined) continue;
    if (isNear || subjects.some((subject) => isOfPages(known, subject))) selected.push(known);
  }
  return selected;
}
