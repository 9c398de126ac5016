import { readdir } from 'node:fs/promises';
import type { TraceEvent } from '@uringlab/trace-parser';

/** Whose events count: threads of the processes watched, and of their children. */
export class WatchedThreads {
  readonly #threads: Set<number> | undefined;

  private constructor(threads: Set<number> | undefined) {
    this.#threads = threads;
  }

  static everyone(): WatchedThreads {
    return new WatchedThreads(undefined);
  }

  /** The threads that the processes have now; a process that is gone has none. */
  static async ofProcesses(pids: readonly number[]): Promise<WatchedThreads> {
    const threads = await Promise.all(pids.map((pid) => readdir(`/proc/${pid}/task`).catch(() => [])));
    return new WatchedThreads(new Set([...pids, ...threads.flat().map(Number)]));
  }

  /** Learns from sched_process_fork, which tells of threads as of processes. */
  follow(event: TraceEvent): void {
    if (this.#threads?.has(Number(event.field('parent_pid'))))
      this.#threads.add(Number(event.field('child_pid')));
  }

  /**
   * The kernel's helpers are threads that no fork event tells of (kernel/fork.c, create_io_thread); their names hold whose they are:
   * iou-sqp-N of the ring's creator (io_uring/sqpoll.c), iou-wrk-N of the submitter (io_uring/io-wq.c).
   */
  has({ pid, comm }: TraceEvent): boolean {
    if (this.#threads === undefined || this.#threads.has(pid)) return true;
    const owner = /^iou-(?:sqp|wrk)-(\d+)$/.exec(comm)?.[1];
    return owner !== undefined && this.#threads.has(Number(owner));
  }
}
