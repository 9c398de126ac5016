import { z } from 'zod';

/** n hits of N tries, with a 95 % interval, all in [0, 1]. */
export const RateSchema = z.strictObject({
  hits: z.int().nonnegative(),
  total: z.int().nonnegative(),
  low: z.number().min(0).max(1),
  high: z.number().min(0).max(1),
});
export type Rate = z.infer<typeof RateSchema>;

const Z95 = 1.959963984540054;

/**
 * The Wilson score interval (E. B. Wilson, JASA 22, 1927): stays inside [0, 1] and says something
 * also for 0 of N, where the normal approximation collapses to a point.
 */
export function rate(hits: number, total: number): Rate {
  if (total === 0) return { hits, total, low: 0, high: 1 };
  const p = hits / total;
  const z2 = Z95 * Z95;
  const centre = p + z2 / (2 * total);
  const spread = Z95 * Math.sqrt((p * (1 - p)) / total + z2 / (4 * total * total));
  const scale = 1 + z2 / total;
  return {
    hits,
    total,
    low: hits === 0 ? 0 : Math.max(0, (centre - spread) / scale),
    high: hits === total ? 1 : Math.min(1, (centre + spread) / scale),
  };
}

/** In per cent: two digits, more of them near 100. */
function percent(x: number): string {
  return String(Number((x * 100).toPrecision(x > 0.99 && x < 1 ? 4 : 2)));
}

/** `12/820000` and `0.00084-0.0026 %`, for the columns of a table; `-` where nothing was counted. */
export function formatRateCells({ hits, total, low, high }: Rate): [count: string, interval: string] {
  return total === 0 ? ['-', '-'] : [`${hits}/${total}`, `${percent(low)}-${percent(high)} %`];
}

/** `12 of 820000 (0.0015 %, 95 % interval 0.00084 % to 0.0026 %)`. */
export function formatRate(value: Rate): string {
  if (value.total === 0) return '0 of 0';
  return (
    `${value.hits} of ${value.total} (${percent(value.hits / value.total)} %, ` +
    `95 % interval ${percent(value.low)} % to ${percent(value.high)} %)`
  );
}
