import type { Culprit, Findings, Run } from '@uringlab/schema';

/** Kernel sources whose maintainers a verdict concerns, and nobody else's. */
function filesOf(culprit: Culprit, filesystem: string): string[] {
  switch (culprit) {
    case 'page-cache':
      return ['mm/filemap.c'];
    case 'filesystem':
      return /^[a-z0-9]+$/.test(filesystem) ? [`fs/${filesystem}`] : ['fs'];
    case 'block':
    case 'device':
      return ['block/blk-core.c'];
    default:
      return [];
  }
}

/** Arguments for `get_maintainer.pl -f`: io_uring always, and the layer that the verdict names. */
export function maintainedFiles(run: Run, findings: Findings): string[] {
  return ['io_uring/rw.c', ...filesOf(findings.verdict.culprit, run.testbed.filesystem)];
}
