import type { TraceEvent } from '@uringlab/trace-parser';
import { toLayerEvent } from '../layers/event-table.ts';
import type { LayerEvent } from '../layers/layer-event.ts';

/** The events of a trace, with what is to be known of those between them. */
export interface Survey {
  events: readonly LayerEvent[];
  /** Events before which others may be missing. */
  cuts: ReadonlySet<LayerEvent>;
  /** Submissions and calls that a thread makes after it has turned away from the submission before. */
  resumed: ReadonlySet<LayerEvent>;
}

/** Events of a thread that has done what it can for the request it submitted last. */
const TURNS_AWAY = /^io_uring_(?:cqring_wait|poll_arm|defer|task_work_run|local_work_run)$/;

/** Whether the thread works for a ring and reads nothing of its own (io_uring/io-wq.c; before 5.12 io_wqe_, before 5.5 kworker). */
export function isRingWorker({ comm }: LayerEvent): boolean {
  return /^(?:iou-wrk-|io_wqe_|kworker\/)/.test(comm);
}

export function surveyEvents(trace: Iterable<TraceEvent>, pageBytes: number): Survey {
  const events: LayerEvent[] = [];
  const cuts = new Set<LayerEvent>();
  const resumed = new Set<LayerEvent>();
  const turned = new Set<number>();
  const heard = new Map<number, number>();
  let lost = false;
  for (const event of trace) {
    if (event.lostBefore !== 0) {
      // They were lost at any time since the CPU was last heard of, while others went on.
      for (const other of events.slice(heard.get(event.cpu) ?? 0)) cuts.add(other);
      lost = true;
    }
    const known = toLayerEvent(event, pageBytes);
    if (known !== undefined) {
      if (lost) cuts.add(known);
      lost = false;
      if ((known.kind === 'submit' || known.kind === 'call') && turned.delete(known.pid)) resumed.add(known);
      events.push(known);
    } else if (TURNS_AWAY.test(event.name)) turned.add(event.pid);
    heard.set(event.cpu, events.length);
  }
  return { events, cuts, resumed };
}
