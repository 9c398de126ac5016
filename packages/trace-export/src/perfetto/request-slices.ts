import { type EventRow, hexOf, numberOf, textOf } from './event-row.ts';
import { type FlowIds, OpenSlices } from './open-slices.ts';
import type { TrackWriter } from './track-writer.ts';

const CATEGORY = 'io_uring';
/** More completions of the request follow (include/uapi/linux/io_uring.h, IORING_CQE_F_MORE). */
const MORE = 2;

/**
 * io_uring requests: a slice from submission to completion on a lane of the ring, and a flow from the submitting thread through the
 * slice, over the worker it is handed to, to the thread that completes it. Requests are told apart by ring, address and order: an
 * address that is submitted again is the next request.
 */
export class RequestSlices {
  readonly #tracks: TrackWriter;
  readonly #flows: FlowIds;
  readonly #open: OpenSlices;
  readonly #handlers: ReadonlyMap<string, (event: EventRow) => void>;

  constructor(tracks: TrackWriter, flows: FlowIds) {
    this.#tracks = tracks;
    this.#flows = flows;
    this.#open = new OpenSlices(tracks, CATEGORY);
    const submit = (event: EventRow) => this.#submit(event);
    this.#handlers = new Map([
      ['io_uring_submit_req', submit],
      // Its name before 6.4.
      ['io_uring_submit_sqe', submit],
      ['io_uring_queue_async_work', (event: EventRow) => this.#step(event, 'punt to io-wq')],
      ['io_uring_poll_arm', (event: EventRow) => this.#step(event, 'arm poll')],
      ['io_uring_defer', (event: EventRow) => this.#step(event, 'defer')],
      ['io_uring_complete', (event: EventRow) => this.#complete(event)],
    ]);
  }

  /** What to do with events of a name. */
  find(name: string): ((event: EventRow) => void) | undefined {
    return this.#handlers.get(name);
  }

  #submit(event: EventRow): void {
    const { time, thread } = event;
    const name = textOf(event, 'op_str') || `opcode ${textOf(event, 'opcode')}`;
    const flow = this.#flows.next();
    const ring = hexOf(event, 'ctx');
    const annotations = {
      ring,
      request: hexOf(event, 'req'),
      user_data: hexOf(event, 'user_data'),
      flags: hexOf(event, 'flags'),
    };
    const key = keyOf(event);
    this.#open.abandon(key, time);
    this.#tracks.instant({ time, track: thread, category: CATEGORY, name: `submit ${name}`, flows: [flow] });
    this.#open.begin(key, `io_uring ${ring}`, { time, name, flow, annotations }, {});
  }

  #step(event: EventRow, name: string): void {
    const slice = this.#open.find(keyOf(event));
    if (slice === undefined) return;
    const { time, thread } = event;
    this.#tracks.instant({ time, track: thread, category: CATEGORY, name, flows: [slice.flow] });
  }

  #complete(event: EventRow): void {
    if ((numberOf(event, 'cflags') & MORE) !== 0) {
      this.#step(event, 'complete, more to come');
      return;
    }
    const result = event.fields.get('res') ?? 0;
    this.#open.end(keyOf(event), event.time, 'complete', { result, completed: 'yes' }, event.thread);
  }

  finish(time: bigint): void {
    this.#open.finish(time);
  }
}

function keyOf(event: EventRow): string {
  return `${event.instance} ${hexOf(event, 'ctx')} ${hexOf(event, 'req')}`;
}
