import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { execute } from './execute.ts';
import { OUTCOME } from './execution.ts';
import { classify } from './oracle.ts';
import type { Plan } from './plan.ts';
import { startAgent } from './testing/agent-process.ts';
import { makeDirectory, type Place } from './testing/places.ts';
import { BLOCK_BYTES, blocks, FILE_ID, planOf, RUN_ID, writeBlocks } from './testing/plans.ts';

const EFBIG = -27;
/** Two blocks and a part of the third that is no whole number of pages. */
const PART = 20_992;
const LIMIT = 2 * BLOCK_BYTES + PART;

const agent = startAgent();
let place: Place;
let path: string;

beforeEach(() => {
  place = makeDirectory();
  path = join(place.directory, 'data');
});
afterEach(() => place.remove());
afterAll(() => agent.close());

/** Four blocks, of which the third reaches over the limit and the fourth lies beyond it. */
function writesOverLimit(settings: Parameters<typeof planOf>[2] = {}): Plan {
  return planOf(path, blocks(4, { kind: 'write', generation: 2 }), {
    fileSizeLimit: BigInt(LIMIT),
    firstRow: 100,
    file: { write: true, create: true },
    ring: { depth: 1, batch: 1 },
    ...settings,
  });
}

function classesOf(bytes: Uint8Array, generation: number): string[] {
  const place = { runId: RUN_ID, fileId: FILE_ID, offset: 0n, generation, fileBytes: 1n << 30n };
  return classify(place, bytes).map((range) => range.class);
}

const executors: [name: string, run: (plan: Plan) => ReturnType<typeof execute>][] = [
  ['here', execute],
  ['by an agent', (plan) => agent.agent.execute(plan)],
];

for (const [name, run] of executors) {
  test(`ignore, ${name}: bytes up to the limit, then -EFBIG, and the file is shorter than it is taken for`, async () => {
    const { ops, counters, mismatches } = await run(writesOverLimit());
    expect(Array.from(ops.result)).toEqual([BLOCK_BYTES, BLOCK_BYTES, PART, EFBIG]);
    expect(Array.from(ops.outcome)).toEqual([
      OUTCOME.unverified,
      OUTCOME.unverified,
      OUTCOME.mismatch,
      OUTCOME.error,
    ]);
    expect(counters).toMatchObject({ shortReads: 1, mismatches: 1, errors: 1 });
    expect(mismatches).toHaveLength(1);
    expect(mismatches[0]).toMatchObject({
      row: 2,
      firstBad: PART,
      badBytes: BLOCK_BYTES - PART,
      ranges: [{ start: 0, end: PART, class: 'right' }],
    });
    expect(statSync(path).size).toBe(LIMIT);
    expect(classesOf(readFileSync(path), 2)).toEqual(['right']);
  });
}

test('over a file that was there, what was there stays behind the limit', async () => {
  await writeBlocks(path, 4);
  const { ops } = await execute(writesOverLimit());
  expect(Array.from(ops.result)).toEqual([BLOCK_BYTES, BLOCK_BYTES, PART, EFBIG]);
  expect(classesOf(readFileSync(path), 2)).toEqual(['right', 'old-generation']);
});

test('strict refuses the short write, resubmit is told why', async () => {
  const strict = await execute(writesOverLimit({ consumer: 'strict' }));
  expect([strict.ops.outcome[2], strict.counters.mismatches]).toEqual([OUTCOME.refused, 0]);
  const { ops, counters } = await execute(writesOverLimit({ consumer: 'resubmit' }));
  expect([ops.result[2], ops.attempts[2], ops.lastResult[2], ops.outcome[2]]).toEqual([
    PART,
    2,
    EFBIG,
    OUTCOME.error,
  ]);
  expect(counters.mismatches).toBe(0);
});

test('the limit is that of the one plan: this process goes on writing beyond it', async () => {
  const limited = execute(writesOverLimit());
  const other = join(place.directory, 'other');
  const beyond = await execute(
    planOf(other, blocks(8, { kind: 'write' }), { file: { write: true, create: true } }),
  );
  expect(Array.from(beyond.ops.result)).toEqual(Array(8).fill(BLOCK_BYTES));
  expect((await limited).ops.result[3]).toBe(EFBIG);
});

test('an agent leaves no plan behind, and says why a plan cannot run', async () => {
  const before = readdirSync('/tmp').filter((entry) => entry.startsWith('uringlab-'));
  const missing = planOf(join(place.directory, 'no', 'such'), blocks(1, { kind: 'write' }), {
    fileSizeLimit: 1n,
    file: { write: true },
  });
  await expect(agent.agent.execute(missing)).rejects.toMatchObject({ code: 'E_PATH' });
  await expect(execute(missing)).rejects.toMatchObject({ code: 'E_PATH' });
  expect(readdirSync('/tmp').filter((entry) => entry.startsWith('uringlab-'))).toEqual(before);
  expect(existsSync(path)).toBe(false);
});

test('a stop ends it early, with what came back', async () => {
  const endless = Array.from({ length: 20_000 }, () => blocks(2, { kind: 'write' })).flat();
  const plan = planOf(path, endless, { fileSizeLimit: BigInt(LIMIT), file: { write: true, create: true } });
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 100);
  const { aborted, completed } = await execute(plan, { signal: controller.signal });
  expect(aborted).toBe(true);
  expect(completed).toBeLessThan(endless.length);
  await expect(execute(plan, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
});
