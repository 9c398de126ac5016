import { readFile } from 'node:fs/promises';

/** A process as /proc/PID/stat tells it (proc_pid_stat(5)). */
export interface ProcessIdentity {
  pid: number;
  /** Field 22: clock ticks after boot, as text. Pid and start time together are unique within a boot. */
  startTime: string;
  /** Field 5: the process group. */
  group: number;
}

/** The running process of this pid; undefined when there is none, or only its zombie. */
export async function readProcess(pid: number): Promise<ProcessIdentity | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => undefined);
  // The comm in parentheses may hold blanks and parentheses itself; fields count from the last ')'.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, , group] = fields ?? [];
  const startTime = fields?.[19];
  if (startTime === undefined || state === 'Z' || state === 'X') return undefined;
  return { pid, startTime, group: Number(group) };
}

/** Changes with every boot (random(4)): what a journal of an earlier boot says of pids and mounts is void. */
export async function readBootId(): Promise<string> {
  return (await readFile('/proc/sys/kernel/random/boot_id', 'latin1')).trim();
}
