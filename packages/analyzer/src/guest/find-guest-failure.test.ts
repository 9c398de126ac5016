import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { FindingsSchema, readFailedGuestContents } from '@uringlab/schema';
import { describe, expect, test } from 'vitest';
import { findGuestFailure } from './find-guest-failure.ts';

async function read(name: string) {
  return readFailedGuestContents(fileURLToPath(new URL(`../../fixtures/guest-${name}`, import.meta.url)));
}

async function judge(name: string) {
  const findings = FindingsSchema.parse(findGuestFailure(await read(name)));
  return { ...findings.verdict, lines: findings.verdict.evidence.map(({ text }) => text) };
}

describe('a guest that', () => {
  test('panics', async () => {
    const { lines, ...verdict } = await judge('panic');
    expect(verdict).toMatchObject({
      class: 'kernel-crash',
      culprit: 'kernel',
      fault: true,
      confidence: 'certain',
    });
    expect(verdict.sentence).toContain('Kernel panic - not syncing: sysrq triggered crash');
    expect(verdict.alternatives[0]?.claim).toContain('its time was over');
    expect(lines[0]).toBe('Kernel panic - not syncing: sysrq triggered crash');
    expect(lines).toContain(' ? sysrq_handle_crash+0x11/0x20');
    expect(lines.join('\n')).not.toMatch(/Hardware name|Kernel Offset/);
  });

  test('hangs: the stack of the task that does', async () => {
    const { lines, ...verdict } = await judge('hang');
    expect(verdict).toMatchObject({
      class: 'kernel-stall',
      culprit: 'kernel',
      fault: true,
      title: 'kernel stuck',
    });
    expect(lines[0]).toMatch(/^INFO: task uring-agent:\d+ blocked for more than 10 seconds\.$/);
    expect(lines).toContain(' ? mnt_want_write+0x5b/0x80');
  });

  test('is late: no verdict, and the console without registers', async () => {
    const { lines, ...verdict } = await judge('late');
    expect(verdict).toMatchObject({ class: 'guest-lost', culprit: 'unknown', fault: null, alternatives: [] });
    expect(lines.at(-1)).toBe('[uringlab: the guest was late; QEMU says: running]');
  });

  test('has no room on its disk', async () => {
    const { lines, ...verdict } = await judge('fill');
    expect(verdict).toMatchObject({ class: 'guest-out-of-space', culprit: 'nobody', fault: null });
    expect(verdict.sentence).toContain('(a write of 1048576 bytes came back as -28)');
    expect(lines).toEqual([]);
  });
});

/** Consoles of real guests of the lab kernel, as packages/vm recorded them; the rest of the run is another's. */
test.each([
  [
    'oops',
    'E_GUEST_OOPS',
    'BUG: unable to handle page fault for address: 0000000000001000',
    'kernel oops',
    true,
  ],
  ['rcu-stall', 'E_GUEST_STALL', 'rcu: INFO: rcu_sched detected stalls on CPUs/tasks:', 'kernel stuck', null],
  [
    'soft-lockup',
    'E_GUEST_STALL',
    'watchdog: BUG: soft lockup - CPU#0 stuck for 23s! [insmod:52]',
    'kernel stuck',
    null,
  ],
] as const)('a recorded console: %s', async (name, code, line, title, fault) => {
  const { run } = await read('hang');
  const path = fileURLToPath(new URL(`../../../vm/test/fixtures/consoles/${name}.txt`, import.meta.url));
  const console = readFileSync(path, 'latin1');
  const { verdict } = findGuestFailure({ run: { ...run, failure: { ...run.failure, code, line } }, console });
  expect(verdict).toMatchObject({ title, fault });
  expect(verdict.evidence[0]?.text).toContain(line);
  expect(verdict.evidence.map(({ text }) => text).join('\n')).toMatch(/insmod|Call Trace/);
});

test('a soft lockup of an emulated guest may be the host, of one on KVM it is the kernel', async () => {
  const { run } = await read('hang');
  const line = 'watchdog: BUG: soft lockup - CPU#1 stuck for 26s! [swapper/1:0]';
  const failed = { ...run, failure: { ...run.failure, line } };
  const judgeWith = (accelerator: 'kvm' | 'tcg') => {
    const vm = { ...(run.environment.vm as NonNullable<typeof run.environment.vm>), accelerator };
    return findGuestFailure({
      run: { ...failed, environment: { ...run.environment, vm } },
      console: `${line}\n`,
    }).verdict;
  };
  expect(judgeWith('tcg')).toMatchObject({ fault: null, confidence: 'low' });
  expect(judgeWith('kvm')).toMatchObject({ fault: true, confidence: 'high' });
});
