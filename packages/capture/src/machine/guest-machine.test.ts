import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Duplex } from 'node:stream';
import { Agent, agentPath } from '@uringlab/uring-native';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root, useMachine } from '../../test/machine.ts';
import { GuestKernelLog, guestMachine, startCapture } from '../index.ts';

const machine = useMachine();
let agent: Agent;
let ended: Promise<unknown>;

/** An agent on this very machine: its kernel is the one recorded, its files and threads are another process's. */
beforeAll(() => {
  const child = spawn(agentPath, ['serve', '-'], { stdio: ['pipe', 'pipe', 'inherit'] });
  ended = once(child, 'exit');
  agent = new Agent(Duplex.from({ writable: child.stdin, readable: child.stdout }));
});
afterAll(async () => {
  agent.close();
  await ended;
});

const pagesInScratch = (): string[] =>
  readdirSync('/tmp').filter((name) => /^uringlab-.*-cpu\d+$/.test(name));

/** The standard place of tracefs, where a guest has it. */
const mounted = root && readdirSync('/sys/kernel/tracing').includes('instances');
if (root && !mounted) console.warn('capture: a guest is not recorded, tracefs is not at /sys/kernel/tracing');

if (!mounted) console.warn('skipped: no tracefs could be mounted for the agent, which needs root (sudo)');
describe.skipIf(!mounted)('a guest', () => {
  test('is recorded by its agent, and the trace is written here', async () => {
    const before = pagesInScratch();
    const guest = guestMachine(agent);
    const capture = await startCapture(
      { directory: machine.base, events: ['block:block_bio_queue', 'block:nonesuch'] },
      machine.journal,
      guest,
    );
    const name = basename(capture.instance);
    expect(readdirSync('/sys/kernel/tracing/instances')).toContain(name);
    await machine.readCold();
    capture.mark('seen by\nthe agent');
    const summary = await capture.stop();
    expect(summary.missing).toEqual(['block:nonesuch: no such event']);
    expect(summary.cpus.reduce((sum, { bytes }) => sum + bytes, 0)).toBeGreaterThan(0);
    expect(readdirSync('/sys/kernel/tracing/instances')).not.toContain(name);
    expect(pagesInScratch()).toEqual(before);
    expect((await machine.readEvents()).map(({ name: event }) => event)).toEqual(
      expect.arrayContaining(['block_bio_queue', 'print']),
    );
  });

  test('whose tracing has to be given up leaves nothing', async () => {
    const before = pagesInScratch();
    const capture = await startCapture(
      { directory: machine.base, events: ['block:block_bio_queue'] },
      machine.journal,
      guestMachine(agent),
    );
    await capture.discard();
    expect(readdirSync('/sys/kernel/tracing/instances')).not.toContain(basename(capture.instance));
    expect(pagesInScratch()).toEqual(before);
    expect(readdirSync(machine.base)).toEqual(['state']);
  });

  test('says which of its control files refuse', async () => {
    const guest = guestMachine(agent);
    expect(await guest.writeControl('/proc/self/oom_score_adj', '5000')).toBe('EINVAL');
    expect(await guest.writeControl('/proc/self/nonesuch', '1')).toBe('ENOENT');
    expect(await guest.readControl('/proc/self/nonesuch')).toEqual(Buffer.alloc(0));
    expect(await guest.list('/proc/nonesuch')).toEqual([]);
    expect(await guest.uname()).toMatch(/^Linux \S+ x86_64$/);
  });
});

test.skipIf(!root)('the kernel log of a guest is what appeared meanwhile', async () => {
  const name = `uringlab-guest-test-${process.pid}`;
  writeFileSync('/dev/kmsg', `${name} before\n`);
  const log = await GuestKernelLog.start(agent);
  writeFileSync('/dev/kmsg', `${name} meanwhile\n`);
  const { text, missing } = await log.stop();
  writeFileSync('/dev/kmsg', `${name} after\n`);
  expect(missing).toEqual([]);
  expect(text.split('\n').filter((line) => line.includes(name))).toEqual([
    expect.stringMatching(new RegExp(`^\\[ *\\d+\\.\\d{6}\\] ${name} meanwhile$`)),
  ]);
  expect(await log.stop()).toEqual({ text, missing });
});
