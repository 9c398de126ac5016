import type { TracedMachine } from './machine/traced-machine.ts';

/** Numbers of a block device, or of a mounted file system (st_dev). */
export interface DeviceNumbers {
  major: number;
  minor: number;
}

/**
 * The filter that keeps the events of some devices, for the format of one event; undefined when that event names no
 * device. Events hold the kernel's own dev_t, major << 20 | minor (include/linux/kdev_t.h), in `dev` or `s_dev`.
 */
export function deviceFilter(format: string, devices: readonly DeviceNumbers[]): string | undefined {
  const field = /field:dev_t (dev|s_dev);/.exec(format)?.[1];
  if (field === undefined || devices.length === 0) return undefined;
  return devices.map(({ major, minor }) => `${field}==${((major << 20) | minor) >>> 0}`).join('||');
}

/**
 * The filter that keeps what threads of some processes do, and what the kernel does for them.
 *
 * set_event_pid would be shorter, but follows no io-wq worker: those are made without the sched_process_fork
 * event (kernel/fork.c, create_io_thread) that event-fork hangs on. So: the threads there are, by pid; threads
 * still to come, by the name they inherit; processes still to come, by the names of their programs; the kernel's helpers, by theirs (iou-wrk-N, iou-sqp-N; io_uring-sq and
 * io_wqe_worker before 5.12).
 */
export async function processFilter(
  machine: TracedMachine,
  pids: readonly number[],
  programs: readonly string[] = [],
): Promise<string | undefined> {
  const threads = (await Promise.all(pids.map((pid) => readThreads(machine, pid)))).flat();
  if (threads.length === 0) return undefined;
  const names = new Set(
    [...threads.map((thread) => thread.comm), ...programs].filter((comm) => /^[^"'\\\p{Cc}]+$/u.test(comm)),
  );
  return [
    ...threads.map((thread) => `common_pid==${thread.pid}`),
    ...[...names].map((name) => `COMM=="${name}"`),
    'COMM~"iou-*"',
    'COMM~"io_*"',
  ].join('||');
}

/** The threads of a process with their names; none when it is gone. */
export async function readThreads(
  machine: TracedMachine,
  pid: number,
): Promise<{ pid: number; comm: string }[]> {
  const threads = await machine.list(`/proc/${pid}/task`);
  const named = await Promise.all(
    threads.map(async ({ name }) => {
      const comm = (await machine.readControl(`/proc/${pid}/task/${name}/comm`)).toString('latin1');
      return comm === '' ? [] : [{ pid: Number(name), comm: comm.replace(/\n$/, '') }];
    }),
  );
  return named.flat();
}
