import { join } from 'node:path';
import { OP_KIND, parseUserData, type RunContents, readRequests, readRunContents } from '@uringlab/schema';
import { expect, test } from 'vitest';
import { inTemporaryDirectory, lab } from './lab.ts';
import { canUseBpf } from './strace-target.ts';

const watching = canUseBpf ? test : test.skip;
if (!canUseBpf) console.warn("skipped: the kernel's view of the lab's own requests needs root and BTF");

interface Attempt {
  row: number;
  attempt: number;
  offset: number;
  length: number;
  rwFlags: number;
  result: number;
}

/** sqe.arrow, in the order of rows and attempts. */
async function readAttempts(path: string): Promise<Attempt[]> {
  const attempts: Attempt[] = [];
  for await (const batch of readRequests(path)) {
    for (let at = 0; at < batch.rows; at++) {
      const { row = -1, attempt = -1 } = parseUserData(batch.userData[at] as bigint) ?? {};
      expect(batch.process[at]).not.toBe(0);
      expect(batch.pathOf(at)).toMatch(/^\/.+/);
      expect(batch.submittedNs[at]).toBeLessThanOrEqual(batch.completedNs[at] as bigint);
      attempts.push({
        row,
        attempt,
        offset: Number(batch.offset[at]),
        length: batch.length[at] as number,
        rwFlags: batch.operationFlags[at] as number,
        result: batch.result[at] as number,
      });
    }
  }
  return attempts.sort((one, other) => one.row - other.row || one.attempt - other.attempt);
}

/** The reads of the traced phases, first attempts. */
function listFirst({ run, ops }: RunContents): Attempt[] {
  return run.phases
    .filter(({ traced }) => traced)
    .flatMap(({ firstRow, operations }) => Array.from({ length: operations }, (_, index) => firstRow + index))
    .map((row) => {
      expect(ops.kind[row]).toBe(OP_KIND.read);
      return {
        row,
        attempt: 0,
        offset: Number(ops.offset[row]),
        length: ops.length[row] as number,
        rwFlags: ops.rwFlags[row] as number,
        result: ops.result[row] as number,
      };
    });
}

watching.each([
  ['nowait-page-boundary', 'ignore'],
  ['nowait-page-boundary', 'resubmit'],
  ['readahead-race', 'strict'],
])(
  '%s with consumer %s: sqe.arrow has every attempt of the traced pass, and no other',
  async (scenario, consumer) => {
    await inTemporaryDirectory(async (directory) => {
      const out = join(directory, 'run');
      const { status, stderr } = await lab([
        ...['reproduce', scenario, '--consumer', consumer, '--file-size', '16m'],
        ...['--out', out, '--work', directory],
      ]);
      expect(status, stderr).toBe(0);
      const contents = await readRunContents(out);
      const { requests, artifacts, phases } = contents.run;
      expect(artifacts.map(({ name }) => name)).toContain('sqe.arrow');
      const attempts = await readAttempts(join(out, 'sqe.arrow'));
      expect(requests).toEqual({
        table: 'sqe.arrow',
        missing: [],
        submitted: attempts.length,
        completed: attempts.length,
        lost: 0,
      });
      expect(attempts.filter(({ attempt }) => attempt === 0)).toEqual(listFirst(contents));
      const resubmitted = phases
        .filter(({ traced }) => traced)
        .reduce((sum, { resubmissions }) => sum + resubmissions, 0);
      expect(attempts.filter(({ attempt }) => attempt > 0)).toHaveLength(resubmitted);
      for (const { row, attempt, result } of attempts) {
        if (attempt > 0 && attempt === (contents.ops.attempts[row] ?? 0) - 1)
          expect(result).toBe(contents.ops.lastResult[row]);
      }
    });
  },
);

test('without a trace there is no table either, and run.json says so', async () => {
  await inTemporaryDirectory(async (directory) => {
    const out = join(directory, 'run');
    const { status, stderr } = await lab([
      ...['reproduce', '--no-trace', '--dir', directory, '--file-size', '1m', '--out', out],
    ]);
    expect(status, stderr).toBe(0);
    expect((await readRunContents(out)).run.requests).toMatchObject({
      table: null,
      missing: ['not asked for'],
    });
  });
});
