import { constants } from 'node:os';
import { type Findings, formatResult, OP_KIND, type OpsColumns } from '@uringlab/schema';

/** Results told one by one; the rest are counted together. */
const RESULT_LIMIT = 8;

/** Kernel-internal: the request waits, its completion comes later (include/linux/errno.h). */
const EIOCBQUEUED = 529;

function describe(result: number, length: number): string {
  if (result === -constants.errno.EAGAIN) return 'would block';
  if (result === -EIOCBQUEUED) return 'queued';
  if (result < 0) return 'error';
  if (result === 0) return 'end of file';
  return result < length ? 'short' : 'full';
}

/** How often each first result came back, per requested length; the commonest first. */
export function countResults(ops: OpsColumns) {
  const counts = new Map<string, { length: number; result: number; count: number }>();
  for (let row = 0; row < ops.result.length; row += 1) {
    if (ops.kind[row] !== OP_KIND.read) continue;
    const [length, result] = [ops.length[row] ?? 0, ops.result[row] ?? 0];
    const entry = counts.get(`${length} ${result}`) ?? { length, result, count: 0 };
    entry.count += 1;
    counts.set(`${length} ${result}`, entry);
  }
  const sorted = [...counts.values()].sort((a, b) => b.count - a.count);
  const most = sorted[0]?.count ?? 1;
  return {
    rows: sorted.slice(0, RESULT_LIMIT).map(({ length, result, count }) => ({
      length,
      result,
      decoded: formatResult(result),
      kind: describe(result, length),
      count,
      bar: Math.max(1, Math.round((count / most) * 100)),
    })),
    others: sorted.slice(RESULT_LIMIT).reduce((sum, { count }) => sum + count, 0),
  };
}

/** What each call into the file system returned for the first request, decoded. */
export function listAttempts(findings: Findings) {
  const [request] = findings.requests;
  if (request === undefined || request.attempts.length === 0) return null;
  const { length } = request;
  return {
    length,
    attempts: request.attempts.map((result, index) => ({
      number: index + 1,
      result,
      decoded: formatResult(result),
      kind: describe(result, length),
      bar: result > 0 ? Math.round(Math.min(1, result / length) * 100) : 0,
    })),
  };
}
