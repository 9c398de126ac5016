import type { CpuStats } from '../trace.ts';

function readCount(text: string, name: string): number {
  const match = new RegExp(`^${name}: (\\d{1,15})$`, 'm').exec(text);
  return match === null ? 0 : Number(match[1]);
}

/** `Buffer: NAME` lines stand before the statistics of an instance. */
export function parseStatsInstance(text: string): string | undefined {
  return /^\s*Buffer: ([^\n]*?)[\s\0]*$/.exec(text)?.[1];
}

/**
 * Events of one CPU that were never written: by writers that the ring buffer wrapped under, or because it was full and must not overwrite
 * (kernel/trace/ring_buffer.c, commit_overrun and dropped_events).
 */
export function countDropped({ commitOverrun, droppedEvents }: CpuStats): number {
  return commitOverrun + droppedEvents;
}

/** Events that the recorder's statistics say were overwritten or never written, of all CPUs. */
export function sumOverrun(cpuStats: readonly CpuStats[]): number {
  return cpuStats.reduce((sum, stats) => sum + stats.overrun + countDropped(stats), 0);
}

/** The text of `per_cpu/cpuN/stats` (kernel/trace/trace.c, tracing_stats_read) with the `CPU: N` line trace-cmd puts before. */
export function parseCpuStats(text: string, instance: string): CpuStats | undefined {
  const cpu = /^CPU: (\d{1,6})$/m.exec(text);
  if (cpu === null) return undefined;
  return {
    instance,
    cpu: Number(cpu[1]),
    entries: readCount(text, 'entries'),
    overrun: readCount(text, 'overrun'),
    commitOverrun: readCount(text, 'commit overrun'),
    droppedEvents: readCount(text, 'dropped events'),
  };
}
