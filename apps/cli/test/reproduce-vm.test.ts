import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readFindings, readRun } from '@uringlab/schema';
import { describe, expect, test } from 'vitest';
import { inTemporaryDirectory, lab, listLeftovers, startLab } from './lab.ts';

const SMALL = fileURLToPath(new URL('../../../packages/vm/test/fixtures/cloud-6.1.vm.yaml', import.meta.url));

test.each([
  [['--vm', 'no-such'], 'E_VM_UNKNOWN'],
  [['--vm', 'debian-6.1', '--dir', '/tmp'], 'E_USAGE'],
  [['--append', 'quiet'], 'E_USAGE'],
  [['--then', 'io_uring.lab_no_short_retry=0'], 'E_USAGE'],
  [['--vm', 'debian-6.1', '--then', 'quiet'], 'E_USAGE'],
])('reproduce %j is refused before anything is made', async (options, code) => {
  await inTemporaryDirectory(async (directory) => {
    const { status, stderr } = await lab(['reproduce', ...options, '--out', join(directory, 'run')]);
    expect(stderr).toContain(`uringlab: ${code}: `);
    expect(status).toBe(2);
    expect(existsSync(join(directory, 'run'))).toBe(false);
  });
});

test('a scenario that no guest can run is refused before one is booted', async () => {
  await inTemporaryDirectory(async (directory) => {
    const args = ['reproduce', 'eio-behind-good-pages', '--vm', SMALL, '--fs', 'xfs', '--work', directory];
    const { status, stderr } = await lab([...args, '--out', join(directory, 'run')]);
    expect(stderr).toContain('uringlab: E_SCENARIO_UNAVAILABLE: ');
    expect(stderr).not.toContain('booting');
    expect(status).toBe(3);
    expect(existsSync(join(directory, 'run'))).toBe(false);
  });
});

/** Its kernel has to be in the cache, or to be had from Debian. */
const fetched = await lab(['vm', 'fetch', SMALL]);
if (fetched.status !== 0) console.warn(`reproduce: no guest is booted: ${fetched.stderr.trim()}`);

describe.skipIf(fetched.status !== 0)('in a guest', { timeout: 300_000 }, () => {
  const small = ['--vm', SMALL, '--file-size', '1m'];

  test('a scenario is run, recorded and judged as on this machine', async () => {
    await inTemporaryDirectory(async (directory) => {
      const out = join(directory, 'run');
      const args = ['reproduce', 'nowait-page-boundary', ...small, '--work', directory, '--out', out];
      expect(await lab(args)).toMatchObject({ status: 0 });
      const run = await readRun(out);
      expect(run.environment.release).toContain('6.1.0');
      expect(run.environment.vm).toMatchObject({ name: 'cloud-6.1' });
      expect(run.testbed).toMatchObject({ kind: 'disk', filesystem: 'ext4', device: { path: '/dev/vda' } });
      expect(run.testbed.madeBy).toMatch(/^mke2fs \d/);
      expect(run.capture.trace).toBe('trace.dat');
      expect(run.artifacts.map(({ name }) => name)).toContain('console.txt');
      expect(await readFile(join(out, 'console.txt'), 'latin1')).toContain('uringlab-guest: ready');
      const { verdict, requests } = await readFindings(out);
      expect(verdict).toMatchObject({ class: 'unhandled-short-read', trigger: 'nowait-partly-cached' });
      expect(requests[0]?.steps.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['submit', 'short']));
      expect(await listLeftovers(directory)).toEqual([]);
    });
  });

  test('a kernel that panics is a finding of an ordinary run directory', async () => {
    await inTemporaryDirectory(async (directory) => {
      const out = join(directory, 'run');
      const args = ['reproduce', 'nowait-page-boundary', ...small, '--append', 'uringlab.trouble=panic:0'];
      const { status, stdout } = await lab([...args, '--work', directory, '--out', out, '--exit-code']);
      expect(stdout).toContain('Kernel panic - not syncing: sysrq');
      expect(status).toBe(1);
      expect((await readdir(out)).sort()).toEqual([
        ...['console.txt', 'findings.json', 'report.eml', 'report.html', 'report.txt', 'run.json'],
      ]);
      expect((await readFindings(out)).verdict).toMatchObject({ class: 'kernel-crash', fault: true });
      expect((await lab(['lint', join(out, 'report.eml')])).status).toBe(0);
      expect(await lab(['analyze', out, '--exit-code'])).toMatchObject({ status: 1 });
      expect(await listLeftovers(directory)).toEqual([]);
    });
  });

  test('SIGINT ends the guest, and leaves nothing', async () => {
    await inTemporaryDirectory(async (directory) => {
      const args = ['reproduce', 'nowait-page-boundary', ...small, '--work', directory];
      const { child, outcome } = startLab([...args, '--out', join(directory, 'run')]);
      await new Promise<void>((resolve) => {
        child.stderr?.on('data', (text: Buffer) => {
          if (text.includes('uringlab: writing self-describing blocks')) resolve();
        });
        child.once('exit', () => resolve());
      });
      child.kill('SIGINT');
      const { status, stderr } = await outcome;
      expect(stderr).toContain('E_INTERRUPTED');
      expect(status).toBe(130);
      expect(existsSync(join(directory, 'run'))).toBe(false);
      expect(await listLeftovers(directory)).toEqual([]);
    });
  });
});
