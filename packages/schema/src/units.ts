/** Sectors of the block layer are 512 bytes whatever the device says (include/linux/blk_types.h, SECTOR_SHIFT). */
export const SECTOR_BYTES = 512;

export const KIB = 1024;
export const MIB = 1024 * 1024;

/** `64 KiB`, `256 MiB`, `4097 B`: the largest binary unit that divides the number. */
export function formatBytes(bytes: number): string {
  if (bytes !== 0 && bytes % MIB === 0) return `${bytes / MIB} MiB`;
  if (bytes !== 0 && bytes % KIB === 0) return `${bytes / KIB} KiB`;
  return `${bytes} B`;
}

/** `0x6f40000`, as the kernel's tracepoints print offsets. */
export function formatHex(value: number | bigint): string {
  return `0x${value.toString(16)}`;
}

/** Nanoseconds as people read them: `865 us`, `12.3 ms`, `1.20 s`, `640 ns`. */
export function formatNanoseconds(ns: number): string {
  if (ns < 1_000) return `${ns} ns`;
  if (ns < 10_000) return `${(ns / 1_000).toFixed(1)} us`;
  if (ns < 1_000_000) return `${Math.round(ns / 1_000)} us`;
  if (ns < 1_000_000_000) return `${(ns / 1_000_000).toFixed(1)} ms`;
  return `${(ns / 1_000_000_000).toFixed(2)} s`;
}

/** A trace timestamp the way trace-cmd prints it: seconds, a point, six digits, rounded half up. */
export function formatTraceTime(ns: bigint): string {
  const us = (ns + 500n) / 1000n;
  return `${us / 1_000_000n}.${String(us % 1_000_000n).padStart(6, '0')}`;
}
