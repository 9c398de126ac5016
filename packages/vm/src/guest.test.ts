import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DiskSchema } from '@uringlab/schema';
import { Journal, runProgram } from '@uringlab/undo';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BootOptions, boot } from './boot.ts';
import type { FoundDefinition } from './definition/find-definitions.ts';
import type { Guest } from './guest.ts';
import type { GuestError } from './guest-error.ts';
import { openCache } from './store/cache-directory.ts';
import { fetchKernel } from './store/kernel-store.ts';
import { findBootable } from './testing/can-boot.ts';

const found = (await findBootable()) as FoundDefinition;
const directory = mkdtempSync(join(tmpdir(), 'uringlab-guest-'));
let options: BootOptions;
let journal: Journal;

beforeAll(async () => {
  journal = await Journal.open({ stateDirectory: join(directory, 'state') });
  options = { cache: await openCache(), journal, workDirectory: directory };
});
afterAll(async () => {
  expect(await journal.undoAll()).toEqual([]);
  expect(readdirSync(join(directory, 'state'))).toEqual([]);
  expect(readdirSync(directory).filter((name) => name.startsWith('uringlab-vm-'))).toEqual([]);
  rmSync(directory, { recursive: true });
});

async function failureOf(work: Promise<unknown>): Promise<GuestError> {
  return await work.then(
    () => Promise.reject(new Error('nothing failed')),
    (error: GuestError) => error,
  );
}

const shell = (script: string) => ({ arguments: ['sh', '-c', script] });

describe.skipIf(found === undefined)('a guest', { timeout: 300_000 }, () => {
  let guest: Guest;
  beforeAll(async () => {
    guest = await boot(found, options);
  }, 300_000);
  afterAll(async () => {
    await guest.close();
  });

  test('says what it runs on', async () => {
    const { name, kernelSource, argv, bootMs, accelerator, acceleratorReason } = guest.description;
    expect(name).toBe('cloud-6.1');
    expect(kernelSource).toContain('linux-image-6.1.0-50-cloud-amd64 6.1.176-1');
    expect(argv).toContain(accelerator === 'kvm' ? 'kvm' : 'tcg,thread=multi');
    expect(acceleratorReason).toMatch(/KVM|kvm/);
    expect(bootMs).toBeGreaterThan(0);
    expect((await guest.agent.readFile('/proc/version')).toString()).toContain('6.1.0-50-cloud-amd64');
  });

  test('runs programs, and has their output and status', async () => {
    const { status, stdout, stderr } = await guest.run(shell('echo out; echo err >&2; exit 7'));
    expect([status, `${stdout}`, `${stderr}`]).toEqual([7, 'out\n', 'err\n']);
  });

  test('takes files in and gives them out', async () => {
    const [local, back] = [join(directory, 'in'), join(directory, 'out')];
    const bytes = Buffer.alloc(9 * 2 ** 20, 'uringlab');
    writeFileSync(local, bytes, { mode: 0o755 });
    await guest.copyIn(local, '/tmp/file');
    const { stdout } = await guest.run(shell('stat -c %a:%s /tmp/file'));
    expect(`${stdout}`).toBe(`755:${bytes.length}\n`);
    await guest.copyOut('/tmp/file', back);
    expect(readFileSync(back).equals(bytes)).toBe(true);
  });

  test('has its disk, with the file system that the host made', async () => {
    await guest.agent.mount('/dev/vda', '/mnt/test', 'ext4');
    const full = await guest.run(shell('dd if=/dev/zero of=/mnt/test/full bs=1M'));
    expect(full.status).not.toBe(0);
    expect(`${full.stderr}`).toContain('No space left on device');
    await guest.agent.unmount('/mnt/test');
  });

  test('is looked at from outside', async () => {
    const { status, registers, console } = await guest.diagnose();
    expect(status).toBe('running');
    expect(registers).toMatch(/CPU#0[\s\S]*RIP=[\s\S]*CPU#1/);
    expect(console).toContain('uringlab-guest: ready');
  });

  test('that panics ends whatever waits for it, with the console', async () => {
    const failure = await failureOf(guest.run(shell('sleep 1; echo c >/proc/sysrq-trigger; sleep 1000')));
    expect(failure.code).toBe('E_GUEST_PANIC');
    expect(failure.message).toContain('sysrq triggered crash');
    expect(failure.consoleText).toContain('Call Trace:');
    expect((await failureOf(guest.run(shell('true')))).code).toBe('E_GUEST_PANIC');
  });
});

describe.skipIf(found === undefined)('a guest that does not get so far', { timeout: 300_000 }, () => {
  const change = (part: Partial<FoundDefinition['definition']>): FoundDefinition => ({
    ...found,
    definition: { ...found.definition, ...part },
  });

  test('is ended at its limit, with the registers of its CPUs', async () => {
    const hanging = change({ timeoutSeconds: 5, disks: [] });
    const failure = await failureOf(boot(hanging, { ...options, commandLine: ['uringlab.shell'] }));
    expect(failure.code).toBe('E_GUEST_TIMEOUT');
    expect(failure.consoleText).toContain('RIP=');
  });

  test('because its kernel is none', async () => {
    const image = join(directory, 'no-kernel');
    writeFileSync(image, 'this is no kernel');
    const failure = await failureOf(boot(change({ kernel: { file: { image } } }), options));
    expect(failure.code).toBe('E_GUEST_BOOT');
    expect(failure.message).toContain('exit status 1');
  });

  test('because its kernel has no such file system', async () => {
    const disk = DiskSchema.parse({ size: '64m', filesystem: 'xfs' });
    const kernel = await fetchKernel(options.cache, found, {});
    const modules = join(directory, 'modules');
    cpSync(join(kernel.directory, 'lib'), join(modules, 'lib'), { recursive: true });
    rmSync(join(modules, 'lib/modules', kernel.release, 'kernel/fs/xfs'), { recursive: true });
    await runProgram('depmod', ['-b', modules, kernel.release]);
    const without = change({ kernel: { file: { image: kernel.image, modules } } });
    const failure = await failureOf(boot(without, { ...options, disks: [disk] }));
    expect(failure.code).toBe('E_KERNEL_UNFIT');
    expect(failure.message).toContain('has no xfs');
  });

  test('because a signal came', async () => {
    const controller = new AbortController();
    const progress = (text: string): void => void (text.startsWith('booting') && controller.abort());
    const failure = await failureOf(boot(found, { ...options, progress, signal: controller.signal }));
    expect(failure.code).toBe('E_INTERRUPTED');
  });
});
