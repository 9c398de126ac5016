import { type EventRow, formatDevice, numberOf } from './event-row.ts';
import { type FlowIds, type OpenSlice, OpenSlices } from './open-slices.ts';
import type { TrackWriter } from './track-writer.ts';

const CATEGORY = 'readahead';

/** Where the page cache asks a file system to read ahead (include/trace/events/readahead.h, fs/iomap/trace.h). */
const EVENTS = [
  'page_cache_ra_unbounded',
  'page_cache_ra_order',
  'page_cache_sync_ra',
  'page_cache_async_ra',
  'iomap_readahead',
];

/** The events of one readahead follow each other within this time, in nanoseconds. */
const TOGETHER = 1_000_000n;

interface Readahead extends OpenSlice {
  /** Bios of it on their way, and whether there was any. */
  readonly bios: { open: number; any: boolean };
}

/**
 * Readahead: a slice from the event that starts it to the completion of the last bio that its thread queued for it. One that found
 * all pages there has no bio and no length.
 */
export class ReadaheadSlices {
  readonly #tracks: TrackWriter;
  readonly #flows: FlowIds;
  readonly #open: OpenSlices<Readahead>;
  /** The readahead a thread is in, by instance and pid. */
  readonly #current = new Map<string, string>();
  #count = 0;

  constructor(tracks: TrackWriter, flows: FlowIds) {
    this.#tracks = tracks;
    this.#flows = flows;
    this.#open = new OpenSlices(tracks, CATEGORY);
  }

  /** What to do with events of a name. */
  find(name: string): ((event: EventRow) => void) | undefined {
    return EVENTS.includes(name) ? (event) => this.#start(event, name) : undefined;
  }

  #start(event: EventRow, name: string): void {
    const { time, thread, instance, pid } = event;
    const place = `${instance} ${pid}`;
    const before = this.#current.get(place);
    const current = before === undefined ? undefined : this.#open.find(before);
    if (before !== undefined && current !== undefined && !current.bios.any) {
      if (time - current.begin <= TOGETHER) {
        this.#open.mark(current, time, name);
        return;
      }
      this.#open.end(before, current.begin, 'all pages there', { bios: 0 });
    }
    const device = formatDevice(numberOf(event, event.fields.has('s_dev') ? 's_dev' : 'dev'));
    const inode = numberOf(event, event.fields.has('i_ino') ? 'i_ino' : 'ino');
    const flow = this.#flows.next();
    const key = String(++this.#count);
    this.#tracks.instant({ time, track: thread, category: CATEGORY, name, flows: [flow] });
    const annotations = {
      device,
      inode,
      pages: numberOf(event, 'nr_pages') || numberOf(event, 'nr_to_read'),
    };
    const content = { time, name: `${name} inode ${inode}`, flow, annotations };
    this.#open.begin(key, `readahead ${device}`, content, { bios: { open: 0, any: false } });
    this.#current.set(place, key);
  }

  /** A bio is queued: the readahead it is of, if its thread is in one. */
  join(event: EventRow, direction: string): string | undefined {
    const key = this.#current.get(`${event.instance} ${event.pid}`);
    const readahead = key === undefined ? undefined : this.#open.find(key);
    if (readahead === undefined || !direction.startsWith('RA')) return undefined;
    readahead.bios.open++;
    readahead.bios.any = true;
    return key;
  }

  /** A bio of a readahead is complete. */
  leave(key: string, time: bigint): void {
    const readahead = this.#open.find(key);
    if (readahead === undefined) return;
    readahead.bios.open--;
    if (readahead.bios.open === 0) this.#open.end(key, time, 'pages read', { completed: 'yes' });
  }

  finish(time: bigint): void {
    this.#open.finish(time);
    this.#current.clear();
  }
}
