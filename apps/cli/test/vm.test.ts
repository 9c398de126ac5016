import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { inTemporaryDirectory, lab, MAIN, type Outcome, run, startLab } from './lab.ts';

const CLOUD = fileURLToPath(new URL('../../../packages/vm/test/fixtures/cloud-6.1.vm.yaml', import.meta.url));

/** With a cache, and perhaps a PATH, of its own. */
function labWith(environment: Readonly<Record<string, string>>, args: readonly string[]): Promise<Outcome> {
  const words = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  return run('/usr/bin/env', [...words, process.execPath, MAIN, ...args]);
}

test('vm list tells the machines, and that an empty cache has no kernels', async () => {
  await inTemporaryDirectory(async (cache) => {
    const table = await labWith({ XDG_CACHE_HOME: cache }, ['vm', 'list']);
    expect(table.status).toBe(0);
    expect(table.stdout).toMatch(/^name +kernel +size +release +title\n/);
    expect(table.stdout).toMatch(/^debian-6\.1 +not fetched .*Linux 6\.1\.176$/m);
    expect(table.stdout).toMatch(/^lab-5\.10 +not built /m);
    const { machines } = JSON.parse(
      (await labWith({ XDG_CACHE_HOME: cache }, ['vm', 'list', '--json'])).stdout,
    );
    expect(machines).toContainEqual(
      expect.objectContaining({ name: 'lab-5.10', kernel: 'source', isReady: false, bytes: null }),
    );
  });
});

describe('what cannot be', () => {
  test.each([
    ['a machine that is not there', ['vm', 'run', 'lab-5.9', '--', 'true'], 2, 'E_VM_UNKNOWN'],
    ['a command that is missing', ['vm', 'run', 'debian-6.1', '--'], 2, 'E_USAGE'],
    ['a kernel that is not built from source', ['vm', 'build', 'debian-6.1'], 2, 'E_USAGE'],
    ['a kernel that has not been built', ['vm', 'run', 'lab-5.10', 'true'], 3, 'E_KERNEL_BUILD'],
  ])('%s', async (_, args, status, code) => {
    await inTemporaryDirectory(async (cache) => {
      const outcome = await labWith({ XDG_CACHE_HOME: cache }, args);
      expect(outcome.stderr).toContain(code);
      expect(outcome.status).toBe(status);
    });
  });

  test('without QEMU: the command that mends it, before anything is fetched', async () => {
    await inTemporaryDirectory(async (cache) => {
      const environment = { XDG_CACHE_HOME: cache, PATH: '/nonexistent' };
      const { status, stderr } = await labWith(environment, ['vm', 'run', 'debian-6.1', 'true']);
      expect(stderr).toContain('E_TOOL_MISSING: qemu-system-x86_64 is not installed');
      expect(stderr).toContain('apt-get install qemu-system-x86');
      expect(status).toBe(3);
      expect(readdirSync(join(cache, 'uringlab/packages'))).toEqual([]);
    });
  });

  test('a definition that makes no sense is refused at its line', async () => {
    await inTemporaryDirectory(async (directory) => {
      const path = join(directory, 'odd.vm.yaml');
      await writeFile(path, 'name: odd\ntitle: Odd\nkernel: { file: { image: x } }\ncpus: many\n');
      const { status, stderr } = await lab(['vm', 'run', path, 'true']);
      expect(stderr).toContain(`E_VM_DEFINITION: ${path}:4:7: cpus: `);
      expect(status).toBe(2);
    });
  });

  test('a cache that cannot be made', async () => {
    await inTemporaryDirectory(async (directory) => {
      await writeFile(join(directory, 'uringlab'), 'in the way');
      const { status, stderr } = await labWith({ XDG_CACHE_HOME: directory }, ['vm', 'list']);
      expect(stderr).toMatch(/E_PATH|E_SYSTEM/);
      expect(stderr).toContain('XDG_CACHE_HOME=DIRECTORY');
      expect([2, 3]).toContain(status);
    });
  });
});

test('vm prune removes what it finds, and says how much', async () => {
  await inTemporaryDirectory(async (cache) => {
    const kernels = join(cache, 'uringlab/kernels');
    await mkdir(join(kernels, 'old'), { recursive: true });
    await writeFile(join(kernels, 'old/vmlinuz'), 'x'.repeat(10_000));
    const { status, stdout } = await labWith({ XDG_CACHE_HOME: cache }, ['vm', 'prune']);
    expect([status, stdout]).toEqual([0, `removed 1 things, 0 MiB, from ${join(cache, 'uringlab')}\n`]);
    expect(readdirSync(kernels)).toEqual([]);
  });
});

/** The command lines of the guests of these tests that run now: no other guest has this kernel. */
function listGuests(): string[] {
  const lines = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
      } catch {
        return '';
      }
    });
  return lines.filter(
    (line) => line.startsWith('qemu-system-x86_64') && line.includes('vmlinuz-6.1.0-50-cloud-amd64'),
  );
}

const fetched = await lab(['vm', 'fetch', CLOUD]);
const hasQemu = (await run('sh', ['-c', 'command -v qemu-system-x86_64'])).status === 0;
if (fetched.status !== 0 || !hasQemu)
  console.warn(`skipped: no guest can be booted here: ${hasQemu ? fetched.stderr : 'QEMU is not installed'}`);

describe.skipIf(fetched.status !== 0 || !hasQemu)('a guest', { timeout: 300_000 }, () => {
  test('runs a command, whose output and status are those of the lab', async () => {
    const script = 'uname -r; echo aside >&2; exit 7';
    const { status, stdout, stderr } = await lab(['vm', 'run', '--quiet', CLOUD, '--', 'sh', '-c', script]);
    expect([status, stdout, stderr]).toEqual([7, '6.1.0-50-cloud-amd64\n', 'aside\n']);
  });

  test('that panics is an error with its console kept', async () => {
    const script = 'echo c >/proc/sysrq-trigger';
    const { status, stderr } = await lab(['vm', 'run', CLOUD, 'sh', '-c', script]);
    expect(status).toBe(3);
    expect(stderr).toContain('E_GUEST_PANIC: the kernel of cloud-6.1 says: Kernel panic - not syncing');
    const [, path = ''] = /the console: (\S+)/.exec(stderr) ?? [];
    expect(readFileSync(path, 'utf8')).toContain('sysrq triggered crash');
  });

  test.each([
    ['SIGINT', 130],
    ['SIGKILL', null],
  ] as const)('is gone after a %s', async (signal, status) => {
    const { child, outcome } = startLab(['vm', 'run', CLOUD, '--', 'sleep', '1000']);
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk;
    });
    await expect.poll(() => said, { timeout: 200_000, interval: 200 }).toContain('answers after');
    const guests = listGuests();
    expect(guests).toHaveLength(1);
    const [, images = ''] = /file=(.*)\/disk0,/.exec(guests[0] as string) ?? [];
    expect(existsSync(images)).toBe(true);
    process.kill(-(child.pid as number), signal);
    expect((await outcome).status).toBe(status);
    await expect.poll(listGuests, { timeout: 10_000 }).toEqual([]);
    await lab(['clean']);
    expect(existsSync(images)).toBe(false);
  });

  test('has a shell on its console', async () => {
    const { stdout, status } = await run('sh', [
      '-c',
      `echo 'echo $((6 * 7)) answers; exit' | exec "$0" "$@"`,
      ...[process.execPath, MAIN, 'vm', 'shell', CLOUD],
    ]);
    expect(stdout).toContain('42 answers');
    expect(status).toBe(0);
  });
});
