import type { Verdict } from '@uringlab/schema';

/**
 * Whether a verdict is a matter for a kernel list: the fault lies in the kernel, below it or nobody knows
 * where, or the kernel was changed for it.
 */
export function concernsKernel({ fault, culprit, fixedBy }: Verdict): boolean {
  if (fault !== true) return false;
  return fixedBy !== null || (culprit !== 'application' && culprit !== 'test-tool');
}
