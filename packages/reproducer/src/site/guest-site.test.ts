import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import { readRun } from '@uringlab/schema';
import { runProgram } from '@uringlab/undo';
import { Agent, agentPath } from '@uringlab/uring-native';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ReproduceRequest, reproduce } from '../reproduce.ts';
import { findScenario } from '../scenarios/catalogue.ts';
import { guestSite } from './guest-site.ts';

const root = process.getuid?.() === 0;
const traced = root && existsSync('/sys/kernel/tracing/instances');
if (!root) console.warn('reproducer: a guest site is not tested, a mount namespace and a disk need root');
if (root && !traced) console.warn('reproducer: no trace of a guest is taken, tracefs is not mounted');

let base: string;
let device: string;
let child: ChildProcess;
let agent: Agent;

/** A disk as a guest finds it: with a file system on it, and not mounted. */
async function makeDisk(): Promise<void> {
  base = await mkdtemp('/var/tmp/uringlab-guest-site-');
  const image = join(base, 'disk.img');
  const file = await open(image, 'wx');
  await file.truncate(512 * 2 ** 20).finally(() => file.close());
  await runProgram('mkfs.xfs', ['-q', image]);
  device = (await runProgram('losetup', ['--find', '--show', image])).stdout.trim();
}

/** An agent on this machine's kernel, with mounts of its own: all that a guest site knows of a guest. */
function startAgent(): void {
  const started = spawn('unshare', ['--mount', agentPath, 'serve', '-'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child = started;
  agent = new Agent(Duplex.from({ writable: started.stdin, readable: started.stdout }));
}

describe.skipIf(!root)('a run in a guest', () => {
  beforeAll(makeDisk);
  afterAll(async () => {
    await runProgram('losetup', ['-d', device]);
    await rm(base, { recursive: true });
  });
  beforeEach(startAgent);
  afterEach(async () => {
    agent.close();
    await rm(join(base, 'run'), { recursive: true, force: true });
  });

  function request(changes: Partial<ReproduceRequest> = {}): ReproduceRequest {
    const scenario = changes.scenario ?? findScenario('nowait-page-boundary');
    return {
      site: guestSite({
        agent,
        events: ['syscalls:sys_enter_preadv*'],
        disk: { device, filesystem: 'xfs', madeBy: 'mkfs.xfs' },
        vm: {
          name: 'a-guest',
          kernelSource: 'this machine',
          accelerator: 'kvm',
          acceleratorReason: 'there is none',
          qemuVersion: 'none',
          argv: [],
          bootMs: 0,
        },
      }),
      scenario,
      consumer: 'ignore',
      out: join(base, 'run'),
      workDirectory: base,
      options: { ...scenario.defaults, fileBytes: 2 ** 20, seed: 1, passes: 1 },
      trace: traced,
      labVersion: '0.1.0',
      signal: new AbortController().signal,
      onProgress: () => {},
      ...changes,
    };
  }

  test('is an ordinary run, of what the guest says of itself', async () => {
    const { run, leftBehind } = await reproduce(request());
    expect(leftBehind).toEqual([]);
    expect(await readRun(join(base, 'run'))).toEqual(run);
    expect(run.testbed).toMatchObject({ kind: 'disk', filesystem: 'xfs', device: { path: device } });
    expect(run.testbed.mountOptions).toContain('noatime');
    expect(run.environment).toMatchObject({ machine: 'x86_64', root: true, vm: { name: 'a-guest' } });
    expect(run.environment.memoryBytes).toBeGreaterThan(2 ** 20);
    expect(run.phases.map(({ mismatches, operations }) => mismatches === operations)).toContain(true);
    expect(run.peers[0]?.results.map(({ result }) => result)).toContain(4096);
    if (traced) {
      expect(run.capture.trace).toBe('trace.dat');
      expect(run.capture.events).toContain('syscalls:sys_enter_preadv2');
      expect(run.requests?.missing).toEqual([expect.stringContaining('E_BPF_MISSING')]);
    }
    // The disk is as it was, for the next run in the same boot.
    expect(await agent.readDirectory('/mnt/test')).toEqual([]);
  });

  test('of a scenario that needs a loop device is refused', async () => {
    await expect(
      reproduce(request({ scenario: findScenario('eio-behind-good-pages') })),
    ).rejects.toMatchObject({ code: 'E_SCENARIO_UNAVAILABLE' });
    expect(readdirSync(base)).toEqual(['disk.img']);
  });

  test('whose files do not fit on the disk is refused', async () => {
    const options = { ...request().options, fileBytes: 2 ** 30 };
    await expect(reproduce(request({ options }))).rejects.toMatchObject({
      code: 'E_GUEST_NO_SPACE',
      hint: expect.stringContaining('larger disk') as string,
    });
  });

  test('that is interrupted says so, and nothing of it stays here', async () => {
    const controller = new AbortController();
    const interrupted = request({
      signal: controller.signal,
      onProgress: (text) => {
        if (text.startsWith('reading')) controller.abort();
      },
    });
    await expect(reproduce(interrupted)).rejects.toMatchObject({ code: 'E_INTERRUPTED' });
    expect(readdirSync(base)).toEqual(['disk.img']);
    expect(await agent.readDirectory('/mnt/test')).toEqual([]);
  });

  test('whose agent dies is E_AGENT, and nothing of it stays here', async () => {
    const killing = request({
      onProgress: (text) => {
        if (text.startsWith('reading')) child.kill('SIGKILL');
      },
    });
    await expect(reproduce(killing)).rejects.toMatchObject({ code: 'E_AGENT' });
    expect(readdirSync(base)).toEqual(['disk.img']);
  });
});
