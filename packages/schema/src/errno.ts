import { constants } from 'node:os';

/**
 * What Node does not name: errnos that the block layer and file systems give (include/uapi/asm-generic/errno.h), and kernel-internal
 * results that never reach user space but are printed by tracepoints (include/linux/errno.h).
 */
const LINUX_ONLY: ReadonlyArray<readonly [string, number]> = [
  ['EBADE', 52],
  ['EUSERS', 87],
  ['EUCLEAN', 117],
  ['EREMOTEIO', 121],
  ['ENOMEDIUM', 123],
  ['EMEDIUMTYPE', 124],
  ['EHWPOISON', 133],
  ['ERESTARTSYS', 512],
  ['ERESTARTNOINTR', 513],
  ['ERESTARTNOHAND', 514],
  ['ENOIOCTLCMD', 515],
  ['ERESTART_RESTARTBLOCK', 516],
  ['EPROBE_DEFER', 517],
  ['EOPENSTALE', 518],
  ['ENOPARAM', 519],
  ['ENOTSUPP', 524],
  ['EIOCBQUEUED', 529],
  ['ERECALLCONFLICT', 530],
];

/** Two names, one number: the name the kernel's own sources prefer. */
const PREFERRED = new Set(['EAGAIN', 'EDEADLK', 'EOPNOTSUPP']);

const NAMES: ReadonlyMap<number, string> = (() => {
  const names = new Map<number, string>();
  for (const [name, number] of [...Object.entries(constants.errno), ...LINUX_ONLY]) {
    if (!names.has(number) || PREFERRED.has(name)) names.set(number, name);
  }
  return names;
})();

/** `-EAGAIN` for -11; undefined where `result` is no errno. Takes a signed result. */
export function errnoName(result: number): string | undefined {
  const name = result < 0 ? NAMES.get(-result) : undefined;
  return name === undefined ? undefined : `-${name}`;
}

/** A result as people write it: `65536`, `-EAGAIN`, `-4000 (unknown errno)`. */
export function formatResult(result: number): string {
  return result < 0 ? (errnoName(result) ?? `${result} (unknown errno)`) : String(result);
}

/**
 * A 64-bit unsigned count that a tracepoint printed, as a signed result: 0xfffffffffffffff5 is -11.
 * Errnos end at 4095 (include/linux/err.h, MAX_ERRNO); anything else is a plain count.
 */
export function signedCount(count: bigint): number {
  const signed = BigInt.asIntN(64, count);
  return signed < 0n && signed >= -4095n ? Number(signed) : Number(count);
}
