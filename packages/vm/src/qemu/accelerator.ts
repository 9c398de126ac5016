import { constants } from 'node:fs';
import { access, readFile, writeFile } from 'node:fs/promises';
import { cpus, release } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LabError, type VmDefinition } from '@uringlab/schema';
import type { Journal } from '@uringlab/undo';
import { z } from 'zod';
import { type Cache, keyOf } from '../store/cache-directory.ts';
import { withLock } from '../store/store-lock.ts';
import type { StoreOptions } from '../store/store-options.ts';
import { ConsoleWatch } from './console-watch.ts';
import { type MachineDescription, qemuArguments } from './qemu-arguments.ts';
import { startQemu } from './qemu-process.ts';

export interface Accelerator {
  accelerator: 'kvm' | 'tcg';
  /** Why this one, in a sentence. */
  reason: string;
}

const PROBE_LIMIT_MS = 15_000;
const AnswerSchema = z.strictObject({ works: z.boolean(), reason: z.string() });

/**
 * KVM where a guest has been seen to boot with it, else TCG. That /dev/kvm can be opened proves nothing: under nested virtualisation QEMU may
 * abort, or the guest hang in its decompressor. The answer holds for the host's kernel and CPU and this QEMU, and is kept in the cache.
 *
 * Throws E_KVM_UNUSABLE when the definition wants KVM and it does not work.
 */
export async function chooseAccelerator(
  cache: Cache,
  wanted: VmDefinition['accelerator'],
  machine: Pick<MachineDescription, 'kernel' | 'initramfs'>,
  qemuVersion: string,
  journal: Journal,
  options: StoreOptions,
): Promise<Accelerator> {
  if (wanted === 'tcg') return { accelerator: 'tcg', reason: 'the definition asks for TCG' };
  const kvm = await askKvm(cache, machine, qemuVersion, journal, options);
  if (kvm.works) return { accelerator: 'kvm', reason: kvm.reason };
  if (wanted === 'auto') return { accelerator: 'tcg', reason: kvm.reason };
  throw new LabError('E_KVM_UNUSABLE', `KVM does not run a guest here: ${kvm.reason}`, {
    hint: 'accelerator: auto, or tcg, emulates the CPU instead',
  });
}

async function askKvm(
  cache: Cache,
  machine: Pick<MachineDescription, 'kernel' | 'initramfs'>,
  qemuVersion: string,
  journal: Journal,
  options: StoreOptions,
): Promise<z.infer<typeof AnswerSchema>> {
  const refusal = await access('/dev/kvm', constants.R_OK | constants.W_OK).then(
    () => undefined,
    (error: NodeJS.ErrnoException) => error.code,
  );
  // Cheap to find out, and perhaps otherwise tomorrow: not kept.
  if (refusal !== undefined) return { works: false, reason: `/dev/kvm cannot be opened (${refusal})` };
  const host = keyOf({ release: release(), cpu: cpus()[0]?.model, qemuVersion });
  const path = join(cache.root, `kvm-${host}.json`);
  const { signal } = options;
  return await withLock(cache, `kvm-${host}`, { signal }, async () => {
    const known = await readAnswer(path);
    if (known !== undefined) return known;
    options.progress?.('trying KVM, for up to 15 s; the answer is kept');
    const answer = await probeKvm(machine, journal, signal);
    await writeFile(path, JSON.stringify(answer));
    return answer;
  });
}

async function readAnswer(path: string): Promise<z.infer<typeof AnswerSchema> | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : AnswerSchema.parse(JSON.parse(text));
}

async function probeKvm(
  { kernel, initramfs }: Pick<MachineDescription, 'kernel' | 'initramfs'>,
  journal: Journal,
  signal: AbortSignal | undefined,
): Promise<z.infer<typeof AnswerSchema>> {
  const args = qemuArguments({
    ...{ mode: 'probe', accelerator: 'kvm', cpus: 1, memoryBytes: 256 * 2 ** 20, kernel, initramfs },
    ...{ commandLine: [], disks: [], root: 'tiny' },
  });
  const qemu = await startQemu(args, journal);
  const stop = new AbortController();
  try {
    const booted = new Promise<'booted'>((resolve) => {
      const watch = new ConsoleWatch((text) => text === 'booted' && resolve('booted'));
      qemu.console.on('data', (chunk: Buffer) => watch.push(chunk.toString('latin1')));
    });
    const interrupted = new Promise<'interrupted'>((resolve) =>
      signal?.addEventListener('abort', () => resolve('interrupted'), { signal: stop.signal }),
    );
    const ended = qemu.ended.then((how) => `QEMU with KVM: ${how}: ${qemu.said().split('\n')[0]}`);
    const late = sleep(PROBE_LIMIT_MS, 'late' as const, { signal: stop.signal }).catch(() => 'late' as const);
    const first = await Promise.race([booted, ended, interrupted, late]);
    if (first === 'interrupted') throw new LabError('E_INTERRUPTED', 'stopped while KVM was tried');
    if (first === 'booted') return { works: true, reason: 'a guest was seen to boot with KVM' };
    const reason = first === 'late' ? 'a guest with KVM did not boot within 15 s' : first;
    return { works: false, reason };
  } finally {
    stop.abort();
    await qemu.end();
  }
}
