import type { EventBatch, Trace } from '@uringlab/trace-parser';

/** Names of tasks by row. A recording has one name to a pid; in text every line has its own. */
export class CommNames {
  readonly #fixed: boolean;
  readonly #known = new Map<number, string>();

  constructor(trace: Trace) {
    this.#fixed = trace.recording !== undefined;
  }

  find(batch: EventBatch, row: number): string {
    if (!this.#fixed) return batch.event(row).comm;
    const pid = batch.pids[row] as number;
    const known = this.#known.get(pid);
    if (known !== undefined) return known;
    const { comm } = batch.event(row);
    this.#known.set(pid, comm);
    return comm;
  }
}
