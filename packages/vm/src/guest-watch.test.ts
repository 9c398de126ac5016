import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import type { GuestError } from './guest-error.ts';
import { GuestWatch, type WatchOptions } from './guest-watch.ts';
import { FLOOD_BYTES } from './qemu/console-log.ts';
import type { QemuProcess } from './qemu/qemu-process.ts';

/** A QEMU of streams alone. */
function startStreams(options: Partial<WatchOptions> = {}) {
  const console = new PassThrough();
  const monitor = new PassThrough();
  let endWith: (how: string) => void = () => {};
  let endings = 0;
  const ended = new Promise<string>((resolve) => {
    endWith = resolve;
  });
  const qemu: QemuProcess = {
    ...{ console, monitor, agent: new PassThrough(), consoleInput: new PassThrough(), ended },
    said: () => 'qemu: it is no use',
    end: async () => {
      endings++;
      endWith('killed by SIGTERM');
    },
  };
  const watch = new GuestWatch(qemu, { name: 'fake', timeoutSeconds: 1000, ...options });
  const say = (text: string): void => void console.write(text);
  return { watch, say, monitor, endWith: (how: string) => endWith(how), countEndings: () => endings };
}

describe('the first that fails is the failure, and ends QEMU', () => {
  test('an alarm of the kernel, with the trace that follows it', async () => {
    const { watch, say, countEndings } = startStreams();
    say('[    1.0] Kernel panic - not syncing: first\r\n');
    setTimeout(() => say('[    1.1] Call Trace:\r\n[    1.2] Kernel panic - not syncing: second\r\n'), 50);
    const failure = (await watch.failure) as GuestError;
    expect([failure.code, failure.message]).toEqual([
      'E_GUEST_PANIC',
      'the kernel of fake says: Kernel panic - not syncing: first',
    ]);
    expect(failure.consoleText).toContain('Call Trace:\n');
    expect(countEndings()).toBe(1);
    watch.close();
  });

  test('a flood', async () => {
    const { watch, say } = startStreams();
    const line = `${'y'.repeat(2 ** 20 - 1)}\n`;
    for (let bytes = 0; bytes <= FLOOD_BYTES; bytes += line.length) say(line);
    const failure = (await watch.failure) as GuestError;
    expect(failure.code).toBe('E_GUEST_FLOOD');
    expect(failure.consoleText.length).toBeLessThan(2 ** 21);
  });

  test('QEMU that ends before the guest is ready, or after', async () => {
    const early = startStreams();
    early.endWith('exit status 1');
    expect(await early.watch.failure).toMatchObject({
      code: 'E_GUEST_BOOT',
      message: 'fake ended before it was ready (QEMU: exit status 1: qemu: it is no use)',
    });
    const late = startStreams();
    late.say('uringlab-guest: ready\r\n');
    expect(await late.watch.marker('ready')).toBe('ready');
    late.endWith('killed by SIGKILL');
    expect((await late.watch.failure).code).toBe('E_GUEST_GONE');
  });

  test('a panic that QEMU ends with is the panic', async () => {
    const { watch, say, endWith } = startStreams();
    endWith('exit status 0');
    say('Kernel panic - not syncing: out of everything\r\n');
    expect((await watch.failure).code).toBe('E_GUEST_PANIC');
  });

  test('the wall clock, also of a QEMU that does not answer', async () => {
    const { watch, say } = startStreams({ timeoutSeconds: 0.05 });
    say('still here\r\n');
    const failure = (await watch.failure) as GuestError;
    expect(failure.code).toBe('E_GUEST_TIMEOUT');
    expect(failure.consoleText).toContain('still here\n');
    expect(failure.consoleText).toContain('QEMU does not answer');
  });

  test('a host without room for the image of a disk: QEMU says so, the guest sees an error of its disk', async () => {
    const { watch, monitor } = startStreams();
    // As QEMU 7.2 printed it, on a tmpfs that was full.
    const data = { device: 'disk0', 'node-name': '#block166', operation: 'write', action: 'report' };
    const say = (reason: string): void =>
      void monitor.write(`${JSON.stringify({ event: 'BLOCK_IO_ERROR', data: { ...data, reason } })}\n`);
    say('Input/output error');
    say('No space left on device');
    expect(await watch.failure).toMatchObject({
      code: 'E_NO_SPACE',
      message: 'the host has no room for what fake writes to its disk',
    });
  });

  test('a signal, also one that came before', async () => {
    const { watch } = startStreams({ signal: AbortSignal.abort() });
    expect((await watch.failure).code).toBe('E_INTERRUPTED');
  });
});

test('an alarm is known before the trace behind it has come, and none where there was none', async () => {
  const { watch, say } = startStreams();
  expect(await watch.settle()).toBeUndefined();
  say('BUG: unable to handle page fault for address: 0000000000001000\r\n');
  expect((await watch.settle())?.code).toBe('E_GUEST_OOPS');
  expect((await watch.settle())?.code).toBe('E_GUEST_OOPS');
});

test('a guest that was closed fails no more', async () => {
  const { watch, say, endWith } = startStreams();
  watch.close();
  say('Kernel panic - not syncing: too late\r\n');
  endWith('exit status 1');
  const first = await Promise.race([
    watch.failure,
    new Promise((resolve) => setTimeout(() => resolve('quiet'), 600)),
  ]);
  expect(first).toBe('quiet');
});
