import { type EventRow, formatDevice, numberOf, textOf } from './event-row.ts';
import { type FlowIds, type OpenSlice, OpenSlices } from './open-slices.ts';
import { ReadaheadSlices } from './readahead-slices.ts';
import type { TrackWriter } from './track-writer.ts';

const CATEGORY = 'block';

/** A bio on its way: what it covers, and the readahead that made it. */
interface BioSlice extends OpenSlice {
  readonly device: number;
  readonly sector: number;
  readonly readahead: string | undefined;
}

/**
 * Bios: a slice from block_bio_queue to the completion that covers its first sector, on a lane of the device, with a flow from the
 * thread that queued it. Requests hold several bios: theirs are found by device and sectors.
 */
export class BioSlices {
  readonly #tracks: TrackWriter;
  readonly #flows: FlowIds;
  readonly #open: OpenSlices<BioSlice>;
  readonly #readahead: ReadaheadSlices;
  readonly #handlers: ReadonlyMap<string, (event: EventRow) => void>;

  constructor(tracks: TrackWriter, flows: FlowIds) {
    this.#tracks = tracks;
    this.#flows = flows;
    this.#open = new OpenSlices(tracks, CATEGORY);
    this.#readahead = new ReadaheadSlices(tracks, flows);
    this.#handlers = new Map([
      ['block_bio_queue', (event: EventRow) => this.#queue(event)],
      ['block_rq_issue', (event: EventRow) => this.#issue(event)],
      ['block_rq_complete', (event: EventRow) => this.#complete(event)],
      ['block_bio_complete', (event: EventRow) => this.#complete(event)],
    ]);
  }

  /** What to do with events of a name. */
  find(name: string): ((event: EventRow) => void) | undefined {
    return this.#handlers.get(name) ?? this.#readahead.find(name);
  }

  #queue(event: EventRow): void {
    const { time, thread, instance } = event;
    const device = numberOf(event, 'dev');
    const sector = numberOf(event, 'sector');
    const direction = textOf(event, 'rwbs');
    const name = `${direction} ${sector} + ${numberOf(event, 'nr_sector')}`;
    const flow = this.#flows.next();
    const key = `${instance} ${device} ${sector}`;
    this.#endBio(key, time, { completed: 'no' });
    this.#tracks.instant({ time, track: thread, category: CATEGORY, name: `queue ${name}`, flows: [flow] });
    const readahead = this.#readahead.join(event, direction);
    const annotations = { device: formatDevice(device), sector, sectors: numberOf(event, 'nr_sector') };
    const content = { time, name, flow, annotations };
    this.#open.begin(key, `block ${formatDevice(device)}`, content, { device, sector, readahead });
  }

  /** Open bios whose first sector an event covers. */
  #covered(event: EventRow): [string, BioSlice][] {
    const device = numberOf(event, 'dev');
    const sector = numberOf(event, 'sector');
    const count = numberOf(event, 'nr_sector');
    const found: [string, BioSlice][] = [];
    if (count < this.#open.size) {
      for (let at = sector; at < sector + Math.max(count, 1); at++) {
        const key = `${event.instance} ${device} ${at}`;
        const slice = this.#open.find(key);
        if (slice !== undefined) found.push([key, slice]);
      }
      return found;
    }
    for (const [key, slice] of this.#open.entries()) {
      const inside = slice.sector >= sector && slice.sector < sector + Math.max(count, 1);
      if (slice.device === device && inside && key.startsWith(`${event.instance} `)) found.push([key, slice]);
    }
    return found;
  }

  #issue(event: EventRow): void {
    for (const [, slice] of this.#covered(event)) this.#open.mark(slice, event.time, 'issue');
  }

  #complete(event: EventRow): void {
    const error = numberOf(event, 'error');
    for (const [key] of this.#covered(event)) this.#endBio(key, event.time, { error, completed: 'yes' });
  }

  #endBio(key: string, time: bigint, annotations: { error?: number; completed: string }): void {
    const slice = this.#open.find(key);
    if (slice === undefined) return;
    const name = annotations.completed === 'yes' ? 'complete' : 'no completion seen';
    this.#open.end(key, time, name, annotations);
    if (slice.readahead !== undefined) this.#readahead.leave(slice.readahead, time);
  }

  finish(time: bigint): void {
    for (const [key] of [...this.#open.entries()]) this.#endBio(key, time, { completed: 'no' });
    this.#readahead.finish(time);
  }
}
