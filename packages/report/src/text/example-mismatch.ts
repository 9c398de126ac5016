import type { Findings, Mismatch } from '@uringlab/schema';

/**
 * The mismatches with the one first that a report shows: that of the request whose trace is told, else one
 * of the same place in the file (the same operation of another phase), else as recorded.
 */
export function putExampleFirst(findings: Findings, mismatches: readonly Mismatch[]): Mismatch[] {
  const [request] = findings.requests;
  const example =
    mismatches.find((mismatch) => mismatch.row === request?.row) ??
    mismatches.find((mismatch) => mismatch.offset === request?.offset && mismatch.length === request.length);
  if (example === undefined) return [...mismatches];
  return [example, ...mismatches.filter((mismatch) => mismatch !== example)];
}
