import { readlinkSync } from 'node:fs';
import { LabError } from '@uringlab/schema';

/** The first pid namespace: PROC_PID_INIT_INO of include/linux/proc_ns.h. */
const FIRST_NAMESPACE = 'pid:[4026531836]';

/**
 * The kernel tells processes by their numbers in the first pid namespace; those of another one would be looked for in vain.
 * Throws E_PID_NAMESPACE.
 */
export function requireFirstPidNamespace(): void {
  let own: string;
  try {
    own = readlinkSync('/proc/self/ns/pid');
  } catch {
    return;
  }
  if (own === FIRST_NAMESPACE) return;
  throw new LabError(
    'E_PID_NAMESPACE',
    'this is a pid namespace of its own (a container): the kernel tells its processes by other numbers',
    { hint: 'run it in that of the host (docker run --pid=host, or nsenter -t 1 -p), or watch all with -a' },
  );
}
