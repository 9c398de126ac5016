import type { Culprit, Findings } from '@uringlab/schema';
import { concernsKernel } from '../text/kernels-part.ts';

/** Kernel sources whose maintainers a verdict concerns, and nobody else's. */
function filesOf(culprit: Culprit, filesystem: string): string[] {
  switch (culprit) {
    case 'page-cache':
      return ['mm/filemap.c'];
    case 'kernel':
    case 'filesystem':
      return /^[a-z0-9]+$/.test(filesystem) ? [`fs/${filesystem}`] : ['fs'];
    case 'block':
    case 'device':
      return ['block/blk-core.c'];
    default:
      return [];
  }
}

/**
 * Arguments for `get_maintainer.pl -f`: io_uring, and the layer that the verdict names. None where the fault
 * is not the kernel's.
 */
export function maintainedFiles(filesystem: string, { verdict }: Findings): string[] {
  if (verdict.fault === true && !concernsKernel(verdict)) return [];
  return ['io_uring/rw.c', ...filesOf(verdict.culprit, filesystem)];
}
