import { formatNanoseconds, OP_KIND, type OpsColumns } from '@uringlab/schema';

/** Bars for each factor of ten. */
const PER_DECADE = 24;
const WIDTH = 1118;
const LEFT = 130;
const RIGHT = 36;
const BAND = 62;
const BARS = 44;

interface Series {
  name: string;
  /** Nanoseconds from submission to the first completion. */
  latencies: number[];
}

/** Latency of the first completion of each read, failing against passing. */
function collect(ops: OpsColumns): Series[] {
  const short: number[] = [];
  const full: number[] = [];
  const failed: number[] = [];
  for (let row = 0; row < ops.result.length; row += 1) {
    if (ops.kind[row] !== OP_KIND.read) continue;
    const result = ops.result[row] ?? 0;
    const latency = Math.max(1, Number((ops.completeNs[row] ?? 0n) - (ops.submitNs[row] ?? 0n)));
    if (result < 0) failed.push(latency);
    else if (result < (ops.length[row] ?? 0)) short.push(latency);
    else full.push(latency);
  }
  const series = [
    { name: 'short', latencies: short },
    { name: 'full', latencies: full },
    { name: 'errors', latencies: failed },
  ];
  return series.filter(({ latencies }) => latencies.length > 0);
}

function quantile(sorted: readonly number[], part: number): string {
  return formatNanoseconds(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0);
}

function bin(latency: number): number {
  return Math.floor(Math.log10(latency) * PER_DECADE);
}

/** A histogram of latencies on a logarithmic axis for short, full and failed reads; null without reads. */
export function makeLatencyPlot(ops: OpsColumns) {
  const series = collect(ops);
  if (series.length === 0) return null;
  let low = Number.POSITIVE_INFINITY;
  let high = 0;
  for (const { latencies } of series) {
    for (const latency of latencies) {
      low = Math.min(low, latency);
      high = Math.max(high, latency);
    }
  }
  const firstDecade = Math.floor(Math.log10(low));
  const lastDecade = Math.max(firstDecade + 1, Math.floor(Math.log10(high)) + 1);
  const bins = (lastDecade - firstDecade) * PER_DECADE;
  const barWidth = (WIDTH - LEFT - RIGHT) / bins;
  const bottom = series.length * BAND + 4;
  const decades = Array.from({ length: lastDecade - firstDecade + 1 }, (_, index) => ({
    x: Math.round(LEFT + index * PER_DECADE * barWidth),
    label: formatNanoseconds(10 ** (firstDecade + index)),
  }));

  return {
    width: WIDTH,
    height: bottom + 22,
    left: LEFT,
    right: WIDTH - RIGHT,
    bottom,
    labelsY: bottom + 16,
    decades,
    bands: series.map(({ name, latencies }, index) => {
      const counts = new Array<number>(bins).fill(0);
      for (const latency of latencies) {
        const at = Math.min(bins - 1, Math.max(0, bin(latency) - firstDecade * PER_DECADE));
        counts[at] = (counts[at] ?? 0) + 1;
      }
      const most = Math.max(...counts);
      const base = (index + 1) * BAND;
      const sorted = latencies.sort((a, b) => a - b);
      return {
        name,
        base,
        nameY: base - 26,
        countY: base - 12,
        count: latencies.length,
        unit: latencies.length === 1 ? 'read' : 'reads',
        text: `median ${quantile(sorted, 0.5)}, 99 % below ${quantile(sorted, 0.99)}, most ${quantile(sorted, 1)}`,
        bars: counts.flatMap((count, at) => {
          if (count === 0) return [];
          const height = Math.max(2, Math.round((count / most) * BARS));
          const x = Math.round((LEFT + at * barWidth) * 10) / 10;
          return [{ x, y: base - height, width: Math.round(barWidth * 10) / 10 - 1, height, count }];
        }),
      };
    }),
  };
}
