import type { Verdict } from '@uringlab/schema';

/**
 * Whether a verdict is a matter for a kernel list: the fault lies in the kernel, below it or nobody knows
 * where, or the kernel was changed for it.
 */
export function concernsKernel({ class: found, fault, culprit, fixedBy }: Verdict): boolean {
  // What a program says of its own data shows nothing of the kernel yet.
  if (fault !== true || found === 'verification-failed') return false;
  return fixedBy !== null || (culprit !== 'application' && culprit !== 'test-tool');
}
