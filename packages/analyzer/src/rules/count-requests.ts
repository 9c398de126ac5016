import type { CaseFile } from '../case-file.ts';

/** `2048 reads`, `64 writes`, `2048 reads and 64 writes`. */
export function countRequests({ tally, writes }: Pick<CaseFile, 'tally' | 'writes'>): string {
  const parts = [
    ...(tally.reads > 0 || writes.writes === 0 ? [`${tally.reads} reads`] : []),
    ...(writes.writes > 0 ? [`${writes.writes} writes`] : []),
  ];
  return parts.join(' and ');
}
