import { lstat, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { expect, test } from 'vitest';
import { inTemporaryDirectory, lab, run } from './lab.ts';
import { canUseBpf, hasFio, prepareFio } from './strace-target.ts';

const canTrace = canUseBpf && hasFio;
if (!canTrace) console.warn('skipped: uringlab strace needs root, BTF and fio');
const tracing = canTrace ? test : test.skip;

const READS = 64;

tracing('--arrow through a symbolic link writes what it points to, and the link stays', async () => {
  await inTemporaryDirectory(async (directory) => {
    const job = await prepareFio(directory);
    const link = join(directory, 'link');
    await symlink('target.arrow', link);
    await run('touch', [join(directory, 'target.arrow')]);
    const { status, stderr } = await lab(['strace', '--arrow', link, '--', ...job.command]);
    expect(status, stderr).toBe(0);
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    expect(tableFromIPC(await readFile(join(directory, 'target.arrow'))).numRows).toBe(READS);
  });
});

tracing('--arrow into a pipe leaves a pipe', async () => {
  await inTemporaryDirectory(async (directory) => {
    const job = await prepareFio(directory);
    const pipe = join(directory, 'pipe');
    await run('mkfifo', [pipe]);
    const reader = run('sh', ['-c', `cat '${pipe}' > '${join(directory, 'copy')}'`]);
    const { status, stderr } = await lab(['strace', '--arrow', pipe, '--', ...job.command]);
    expect(status, stderr).toBe(0);
    expect((await lstat(pipe)).isFIFO()).toBe(true);
    await reader;
    expect(tableFromIPC(await readFile(join(directory, 'copy'))).numRows).toBe(READS);
  });
});

tracing('--arrow to a device that is full is refused, and the device stays', async () => {
  await inTemporaryDirectory(async (directory) => {
    const job = await prepareFio(directory);
    const device = join(directory, 'full');
    expect((await run('mknod', [device, 'c', '1', '7'])).status).toBe(0);
    const { status, stderr } = await lab(['strace', '--arrow', device, '--', ...job.command]);
    expect(stderr).toContain(`uringlab: E_NO_SPACE: ${device} cannot be written\n`);
    expect(status).toBe(3);
    expect((await lstat(device)).isCharacterDevice()).toBe(true);
  });
});

tracing('-o to what takes no bytes is an error of the system, told by its path', async () => {
  const { status, stderr } = await lab(['strace', '-o', '/proc/version', '--', 'true']);
  expect(stderr).toContain('uringlab: E_SYSTEM: /proc/version cannot be written\n');
  expect(status).toBe(3);
});

tracing('-P takes paths as the shell does: from where one is, and by links', async () => {
  await inTemporaryDirectory(async (directory) => {
    const job = await prepareFio(directory);
    await symlink(job.file, join(directory, 'link'));
    for (const path of ['data/file', './data/../link']) {
      const { stderr } = await lab(['strace', '-P', path, '--', ...job.command], { cwd: directory });
      expect(stderr.match(/ READ\(/g), path).toHaveLength(READS);
    }
  });
});
