import type { EventBatch, EventTable } from '@uringlab/trace-parser';
import type { CommNames } from '../rows/comm-names.ts';
import { BioSlices } from './bio-slices.ts';
import { type EventRow, readFields } from './event-row.ts';
import { FlowIds } from './open-slices.ts';
import { RequestSlices } from './request-slices.ts';
import type { TrackWriter } from './track-writer.ts';

/** Makes slices of what events belong together: io_uring requests, readahead and bios. */
export class SliceBuilder {
  readonly #tracks: TrackWriter;
  readonly #comms: CommNames;
  readonly #requests: RequestSlices;
  readonly #bios: BioSlices;
  #last = 0n;

  constructor(tracks: TrackWriter, comms: CommNames) {
    const flows = new FlowIds();
    this.#tracks = tracks;
    this.#comms = comms;
    this.#requests = new RequestSlices(tracks, flows);
    this.#bios = new BioSlices(tracks, flows);
  }

  /** Takes the events of a batch in their order. */
  add(batch: EventBatch, tables: readonly EventTable[]): void {
    if (batch.length > 0) this.#last = batch.timestamps[batch.length - 1] as bigint;
    const rows: { row: number; handle: (event: EventRow) => void; event: () => EventRow }[] = [];
    for (const { type, rows: places, columns } of tables) {
      const handle = this.#requests.find(type.name) ?? this.#bios.find(type.name);
      if (handle === undefined) continue;
      for (let at = 0; at < places.length; at++) {
        const row = places[at] as number;
        rows.push({ row, handle, event: () => this.#read(batch, row, () => readFields(columns, at)) });
      }
    }
    rows.sort((left, right) => left.row - right.row);
    for (const { handle, event } of rows) handle(event());
  }

  #read(batch: EventBatch, row: number, fields: () => EventRow['fields']): EventRow {
    const pid = batch.pids[row] as number;
    const comm = this.#comms.find(batch, row);
    return {
      time: batch.timestamps[row] as bigint,
      pid,
      instance: batch.instances[row] as number,
      thread: this.#tracks.findThread(pid, comm),
      fields: fields(),
    };
  }

  /** Ends what is still open. */
  finish(): void {
    this.#requests.finish(this.#last);
    this.#bios.finish(this.#last);
  }
}
