import { constants } from 'node:os';
import { UringError, type UringErrorCode } from './uring-error.ts';

/** What the core says of a failure (native/core/error.hpp). */
export interface SystemFailure {
  message: string;
  errno: number;
  syscall: string;
}

const { errno } = constants;
const SPACE = new Set<number>([errno.ENOSPC, errno.EDQUOT, errno.EFBIG]);

/** Names a failure of the core, and says how to mend it. */
export function uringErrorOf({ message, errno: number, syscall }: SystemFailure): UringError {
  const [code, hint] = explain(number, syscall);
  return new UringError(code, message, { errno: number, syscall, hint });
}

type Explanation = [code: UringErrorCode, hint?: string | undefined];

function explain(number: number, syscall: string): Explanation {
  if (syscall === 'plan' || syscall === 'frame') return ['E_USAGE'];
  if (syscall === 'io_uring_setup') return explainSetup(number);
  if (SPACE.has(number))
    return ['E_NO_SPACE', 'Free some space on the file system, or use another directory.'];
  if (syscall === 'open') return ['E_PATH', hintForOpen(number)];
  if (syscall === 'io_uring_register' && number === errno.ENOMEM) {
    return ['E_SYSTEM', 'Raise the limit of locked memory (ulimit -l), or go without registered buffers.'];
  }
  return ['E_SYSTEM'];
}

function explainSetup(number: number): Explanation {
  switch (number) {
    case errno.ENOSYS:
      return ['E_URING_MISSING', 'io_uring needs Linux 5.6 or later, built with CONFIG_IO_URING.'];
    case errno.EPERM:
      return [
        'E_URING_DISABLED',
        'Run `sysctl kernel.io_uring_disabled=0` as root; in a container, allow io_uring in the seccomp profile.',
      ];
    case errno.ENOMEM:
      return ['E_SYSTEM', 'Raise the limit of locked memory (ulimit -l), or lower the depth.'];
    default:
      return ['E_SYSTEM'];
  }
}

function hintForOpen(number: number): string | undefined {
  return number === errno.EINVAL ? 'The file system may not take O_DIRECT: go without `direct`.' : undefined;
}
