import type { Findings } from '@uringlab/schema';

/** What `git bisect run` and CI want: 1 fault found, 0 none, 125 cannot tell. */
export function exitStatusOf({ verdict }: Findings): number {
  if (verdict.fault === null) return 125;
  return verdict.fault ? 1 : 0;
}
