import { readFileSync } from 'node:fs';
import { callNative, type RawProbe } from './native.ts';
import { OPERATION_NAMES } from './operation-names.ts';

export const DISABLED_SYSCTL = '/proc/sys/kernel/io_uring_disabled';

export interface Probe {
  /** Whether a ring can be had. */
  available: boolean;
  /** 0, or the errno of io_uring_setup(2). */
  errno: number;
  /** /proc/sys/kernel/io_uring_disabled: 0 for all, 1 privileged only, 2 off; null before Linux 6.6. */
  disabledSysctl: number | null;
  /** IORING_FEAT_* bits. */
  features: number;
  /** Names of the IORING_OP_* the kernel has; a number where this list does not know it. */
  ops: string[];
  sqpollAllowed: boolean;
  crc32c: 'sse4.2' | 'portable';
  /** Bytes of a page. */
  pageBytes: number;
  /** Version of liburing linked in. */
  liburing: string;
}

/** What io_uring can do here, by trying. Throws UringError E_NATIVE_MISSING. */
export function probe(): Probe {
  return describeProbe(
    callNative((native) => native.probe()),
    readDisabled(),
  );
}

/** `disabledSysctl` is what the file of the sysctl says, where there is one. */
export function describeProbe(found: RawProbe, disabledSysctl: string | undefined): Probe {
  return {
    available: found.errno === 0,
    errno: found.errno,
    disabledSysctl: disabledSysctl === undefined ? null : Number(disabledSysctl),
    features: found.features,
    ops: Array.from(found.ops, (number) => OPERATION_NAMES[number] ?? String(number)),
    sqpollAllowed: found.sqpollErrno === 0,
    crc32c: found.crc32cInHardware ? 'sse4.2' : 'portable',
    pageBytes: found.pageBytes,
    liburing: found.liburing,
  };
}

function readDisabled(): string | undefined {
  try {
    return readFileSync(DISABLED_SYSCTL, 'utf8');
  } catch {
    return undefined;
  }
}
