import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { execute } from '../execute.ts';
import type { Execution } from '../execution.ts';
import { agentPath } from '../native.ts';
import { prepareCache } from '../page-cache.ts';
import type { Plan } from '../plan.ts';
import { encodePlan } from '../plan-codec.ts';
import { decodeResult } from '../result-codec.ts';
import { makeDirectory, type Place } from '../testing/places.ts';
import { BLOCK_BYTES, blocks, planOf, writeBlocks } from '../testing/plans.ts';
import { UringError } from '../uring-error.ts';

const BLOCKS = 8;
const RWF_NOWAIT = 8;
let place: Place;
let path: string;
let plan: Plan;

beforeAll(async () => {
  place = makeDirectory();
  path = join(place.directory, 'data');
  await writeBlocks(path, BLOCKS);
  // Relative to the agent's working directory: a mutated path stays there.
  plan = planOf('data', blocks(BLOCKS, { rwFlags: RWF_NOWAIT }), { ring: { depth: 1, batch: 1 } });
});
afterAll(() => place.remove());

function runAgent(input: Uint8Array): { status: number | null; signal: string | null; output: Uint8Array } {
  const { status, signal, stdout } = spawnSync(agentPath, ['-', '-'], {
    cwd: place.directory,
    input,
    maxBuffer: 1 << 30,
  });
  return { status, signal, output: stdout };
}

/** What does not depend on when and by whom it was run. */
function timeless({ ops, mismatches, counters, completed, aborted, ringFeatures }: Execution): unknown {
  const { submitNs, completeNs, ...columns } = ops;
  return { columns, mismatches, counters, completed, aborted, ringFeatures };
}

/** What the cache makes of the plan: two blocks begin in it. A device that answers within the call itself brings more. */
function isAsPlanned({ ops }: Execution): boolean {
  return ops.result.every((result, row) => result === (row < 2 ? 4096 : -11));
}

/** Runs the plan in a fresh cache until the device was slow enough for RWF_NOWAIT, at most 20 times. */
async function runUntilPlanned(run: () => Promise<Execution>): Promise<Execution> {
  for (let tries = 1; ; tries++) {
    await prepareCache(path, { drop: true, random: true, touch: { offset: [0n, 65536n], length: 4096 } });
    const execution = await run();
    if (tries === 20 || isAsPlanned(execution)) return execution;
  }
}

test('the agent brings back what the addon brings back', async () => {
  const agent = await runUntilPlanned(async () => {
    const { status, output } = runAgent(encodePlan(plan));
    expect(status).toBe(0);
    return decodeResult(output);
  });
  const files = plan.files.map((entry) => ({ ...entry, path }));
  const addon = await runUntilPlanned(() => execute({ ...plan, files }));
  expect(timeless(agent)).toEqual(timeless(addon));
  expect(addon.mismatches).toHaveLength(2);
});

test('the agent works on files, too', () => {
  const [input, output] = [join(place.directory, 'plan'), join(place.directory, 'result')];
  writeFileSync(input, encodePlan({ ...plan, files: plan.files.map((file) => ({ ...file, path })) }));
  expect(spawnSync(agentPath, [input, output]).status).toBe(0);
  expect(decodeResult(readFileSync(output)).completed).toBe(BLOCKS);
});

test('a plan that cannot start: exit status 1, and the error in the result', () => {
  const missing = { ...plan, files: plan.files.map((file) => ({ ...file, path: 'no/such/file' })) };
  const { status, output } = runAgent(encodePlan(missing));
  expect(status).toBe(1);
  expect(() => decodeResult(output)).toThrow(
    expect.objectContaining({ code: 'E_PATH', errno: 2, syscall: 'open' }) as Error,
  );
});

test('no arguments: exit status 2 and the usage', () => {
  const { status, stderr } = spawnSync(agentPath, [], { encoding: 'utf8' });
  expect(status).toBe(2);
  expect(stderr).toContain('usage: uring-agent PLAN RESULT');
});

test('SIGTERM ends the agent early with what it has', async () => {
  const input = join(place.directory, 'endless');
  const output = join(place.directory, 'endless-result');
  const endless = planOf(path, Array.from({ length: 20_000 }, () => blocks(BLOCKS)).flat());
  writeFileSync(input, encodePlan(endless));
  const agent = spawn(agentPath, [input, output]);
  const ended = new Promise((resolve) => agent.on('exit', (status) => resolve(status)));
  setTimeout(() => agent.kill('SIGTERM'), 200);
  expect(await ended).toBe(0);
  const { aborted, completed } = decodeResult(readFileSync(output));
  expect(aborted).toBe(true);
  expect(completed).toBeLessThan(endless.ops.kind.length);
  rmSync(input);
});

/** Throws where the bytes are neither a result nor an error that says so. */
function decodeOrRefuse(bytes: Uint8Array): void {
  try {
    decodeResult(bytes);
  } catch (error) {
    if (!(error instanceof UringError)) throw error;
  }
}

const edits = fc.array(
  fc.record({ at: fc.nat(), value: fc.oneof(fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), fc.nat(255)) }),
  { minLength: 1, maxLength: 4 },
);

/** Some bytes changed, then cut or grown. */
function mutate(bytes: Uint8Array, changes: { at: number; value: number }[], resize: number): Uint8Array {
  const mutated = new Uint8Array(Math.max(0, bytes.length + resize));
  mutated.set(bytes.subarray(0, mutated.length));
  for (const { at, value } of changes) mutated[at % mutated.length] = value;
  return mutated;
}

const resizing = fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.integer({ min: -400, max: 16 }));

test('the agent refuses or runs any mutated plan, and never crashes', () => {
  const short = encodePlan(planOf('data', blocks(3, { length: 4096 }), { bytes: 3 * BLOCK_BYTES }));
  fc.assert(
    fc.property(edits, resizing, (changes, resize) => {
      const { status, signal, output } = runAgent(mutate(short, changes, resize));
      expect(signal).toBeNull();
      expect([0, 1]).toContain(status);
      decodeOrRefuse(output);
    }),
    { numRuns: 400 },
  );
});

test('decodeResult reads or refuses any mutated result', () => {
  const { output } = runAgent(encodePlan(plan));
  fc.assert(
    fc.property(edits, resizing, (changes, resize) => decodeOrRefuse(mutate(output, changes, resize))),
    { numRuns: 2000 },
  );
});
