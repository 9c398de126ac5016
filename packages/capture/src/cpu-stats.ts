import type { CpuCapture } from '@uringlab/schema';

/** Counters of per_cpu/cpuN/stats (kernel/trace/trace.c, tracing_stats_read). */
export type CpuStats = Omit<CpuCapture, 'cpu' | 'bytes'>;

export function parseCpuStats(text: string): CpuStats {
  const count = (name: string): number => Number(new RegExp(`^${name}: (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
  return {
    entriesLeft: count('entries'),
    overrun: count('overrun'),
    commitOverrun: count('commit overrun'),
    droppedEvents: count('dropped events'),
  };
}
