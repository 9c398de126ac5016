import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeDirectory, type Place } from './testing/places.ts';
import { RUN_ID, writeBlocks } from './testing/plans.ts';

/** Each script runs in a process of its own, since what it tests would take the test runner along. */
const PROLOGUE = `
  import { setTimeout as delay } from 'node:timers/promises';
  import { Worker } from 'node:worker_threads';
  const library = await import(process.env.PACKAGE);
  const { execute, look, prepareCache } = library;
  const path = process.env.DATA;
  const count = Number(process.env.COUNT ?? 60000);
  const plan = () => ({
    runId: BigInt(process.env.RUN_ID), firstRow: 0, consumer: 'ignore', verify: true, poison: true, keepMismatches: 4, fileBytes: [1n << 30n],
    ring: { depth: 8, batch: 4, sqpoll: false, sqpollIdleMs: 100, registeredFiles: true, registeredBuffers: false },
    files: [{ path, direct: false, write: false, id: 7 }],
    ops: {
      kind: new Uint8Array(count), file: new Uint16Array(count), sqeFlags: new Uint8Array(count),
      rwFlags: new Uint32Array(count), generation: new Uint32Array(count).fill(1),
      length: new Uint32Array(count).fill(65536), offset: new BigInt64Array(count),
    },
  });
`;
let place: Place;

beforeAll(async () => {
  place = makeDirectory();
  await writeBlocks(join(place.directory, 'data'), 1);
});
afterAll(() => place.remove());

function runScript(script: string, env: Record<string, string> = {}) {
  const parameters = ['--expose-gc', '--input-type=module', '-e', PROLOGUE + script];
  const library = new URL('../dist/index.js', import.meta.url).href;
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, parameters, {
    encoding: 'utf8',
    env: {
      ...process.env,
      PACKAGE: library,
      DATA: join(place.directory, 'data'),
      PROLOGUE,
      RUN_ID: String(RUN_ID),
      ...env,
    },
  });
  return { status, signal, stdout, stderr };
}

const clean = { status: 0, signal: null, stderr: '' };

const exits: [when: string, script: string][] = [
  ['right after execute()', 'execute(plan()); process.exit(0);'],
  ['in the middle of execute()', 'execute(plan()); await delay(30); process.exit(0);'],
  [
    'with many executions under way',
    'for (let i = 0; i < 8; i++) execute(plan()); await delay(10); process.exit(0);',
  ],
  [
    'with looks and cache work under way',
    `
    for (let i = 0; i < 50; i++) {
      look(path, 0, 65536, { direct: true });
      prepareCache(path, { drop: true, random: false, touch: { offset: [0n], length: 4096 } });
    }
    process.exit(0);`,
  ],
  ['in the continuation of execute()', 'execute(plan()).then(() => process.exit(0));'],
];

for (const [when, script] of exits) {
  test(`process.exit() ${when}`, () => {
    expect(runScript(script, { COUNT: '20000' })).toMatchObject(clean);
  });
}

test('the process stays until an execution is done, and no longer', () => {
  const result = runScript(`execute(plan()).then(({ completed }) => console.log(completed));`, {
    COUNT: '2000',
  });
  expect(result).toMatchObject({ ...clean, stdout: '2000\n' });
});

test('an uncaught exception during execute() ends the process with its own status', () => {
  const result = runScript(`execute(plan()); await delay(10); throw new Error('over');`);
  expect(result).toMatchObject({ status: 1, signal: null });
  expect(result.stderr).toContain('Error: over');
});

test('garbage collection during execute(), with the plan and the result out of reach', () => {
  const script = `
    let done = false;
    for (let i = 0; i < 3; i++) await Promise.race([execute(plan()).then((r) => r.counters.mismatches), collect()]);
    async function collect() { for (let i = 0; i < 20; i++) { gc(); await delay(1); } }
    const { ops, mismatches } = await execute({ ...plan(), runId: 2n });
    gc();
    console.log(ops.badBytes[0], mismatches[3].buffer.length, mismatches[0].ranges[0].class);`;
  expect(runScript(script, { COUNT: '3000' })).toMatchObject({ ...clean, stdout: '65536 65536 other-run\n' });
});

test('workers: executions in several threads at once, and in the main thread', () => {
  const script = `
    const code = process.env.PROLOGUE + 'await execute(plan());';
    const workers = Array.from({ length: 3 }, () => new Worker(new URL('data:text/javascript,' + encodeURIComponent(code))));
    const codes = workers.map((worker) => new Promise((resolve) => worker.on('exit', resolve)));
    const { counters } = await execute(plan());
    console.log(counters.mismatches, ...(await Promise.all(codes)));`;
  expect(runScript(script, { COUNT: '3000' })).toMatchObject({ ...clean, stdout: '0 0 0 0\n' });
});

test('workers that are terminated during execute() leave the process whole', () => {
  const script = `
    const code = process.env.PROLOGUE + 'execute(plan()); execute(plan()); look(path, 0, 4096, { direct: false });';
    const url = new URL('data:text/javascript,' + encodeURIComponent(code));
    for (let i = 0; i < 10; i++) {
      const worker = new Worker(url);
      await new Promise((resolve) => worker.on('online', resolve));
      await delay(i * 7);
      await worker.terminate();
    }
    const { completed } = await execute({ ...plan(), consumer: 'strict' });
    console.log(completed);`;
  expect(runScript(script, { COUNT: '5000' })).toMatchObject({ ...clean, stdout: '5000\n' });
});

test('memory that is not to be had, on a native thread: E_SYSTEM', () => {
  const script = `
    const touch = { offset: [0n], length: 2 ** 63 };
    const { code, message } = await prepareCache(path, { drop: false, random: false, touch }).catch((error) => error);
    console.log(code, message);`;
  const { stdout, ...ended } = runScript(script);
  expect(ended).toEqual(clean);
  expect(stdout).toMatch(/^E_SYSTEM .+\n$/);
});

test('memory that is not to be had, on the JavaScript thread: E_SYSTEM with ENOMEM', () => {
  const script = `
    import { execFileSync } from 'node:child_process';
    import { readFileSync } from 'node:fs';
    const kib = Number(/VmSize:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
    execFileSync('prlimit', ['--pid', process.pid, '--as=' + (kib + 524288) * 1024]);
    try {
      library.stampBlock(1n, 1, 0n, 1, 2 ** 31);
    } catch ({ code, errno }) {
      console.log(code, errno);
    }`;
  expect(runScript(script)).toEqual({ ...clean, stdout: 'E_SYSTEM 12\n' });
});
