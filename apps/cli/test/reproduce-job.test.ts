import { existsSync } from 'node:fs';
import { open, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readCommandRunContents, readRequests } from '@uringlab/schema';
import { expect, test } from 'vitest';
import { inTemporaryDirectory, lab, listLeftovers, run } from './lab.ts';
import { canUseBpf, hasFio } from './strace-target.ts';

const canRun = canUseBpf && hasFio;
const running = canRun ? test : test.skip;
if (!canRun) console.warn('skipped: jobs of fio need fio, and root on a kernel with BTF');

const BLOCK = 65_536;
const BLOCKS = 16;

/** A file of which only the first page of each block is in the page cache. */
async function preparePartlyCached(path: string): Promise<void> {
  const file = await open(path, 'wx');
  await file.write(Buffer.alloc(BLOCK * BLOCKS, 7));
  await file.sync();
  await file.close();
  const script = [
    'import os, sys',
    'fd = os.open(sys.argv[1], os.O_RDONLY)',
    'os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_RANDOM)',
    'os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)',
    `for block in range(${BLOCKS}): os.pread(fd, 4096, block * ${BLOCK})`,
  ].join('\n');
  const { status, stderr } = await run('python3', ['-c', script, path]);
  expect(status, stderr).toBe(0);
}

async function reproduceJob(directory: string, lines: readonly string[]) {
  const job = join(directory, 'job.fio');
  await writeFile(job, `[job]\nioengine=io_uring\nbs=64k\nsize=1m\nrw=read\n${lines.join('\n')}\n`);
  const out = join(directory, 'run');
  const { status, stdout, stderr } = await lab(
    ['reproduce', '--engine', 'fio', '--out', out, '--json', '--exit-code', 'job.fio'],
    {
      cwd: directory,
    },
  );
  expect(stdout, stderr).toMatch(/^\{.*\}\n$/);
  const contents = await readCommandRunContents(out);
  return { status, stderr, findings: JSON.parse(stdout).findings, run: contents.run, out, job };
}

running('a job is run as it is, and every request of it is in the table', async () => {
  await inTemporaryDirectory(async (directory) => {
    const made = await reproduceJob(directory, [`filename=${join(directory, 'file')}`]);
    expect(made.status, made.stderr).toBe(0);
    expect(made.findings.verdict).toMatchObject({ class: 'no-fault-found', fault: false });
    expect(made.run.command).toMatchObject({ words: ['fio', 'job.fio'], job: 'job.fio', directory });
    expect(made.run.invocations[0]).toMatchObject({ exitCode: 0, lost: 0 });
    const offsets: number[] = [];
    for await (const { rows, offset, result } of readRequests(join(made.out, 'sqe.arrow'))) {
      for (let row = 0; row < rows; row++) {
        expect(result[row]).toBe(BLOCK);
        offsets.push(Number(offset[row]));
      }
    }
    expect(offsets.sort((one, other) => one - other)).toEqual(
      Array.from({ length: BLOCKS }, (_, block) => block * BLOCK),
    );
    expect(await listLeftovers(directory)).toEqual([]);
  });
});

// fio asks for the rest of a short read with RWF_NOWAIT again, and gives up at the -EAGAIN that it may get; what it has in flight
// then it does not follow up. So the verdict is what the detector saw, however the race went.
running('RWF_NOWAIT reads of a partly cached file are judged from what fio does', async () => {
  await inTemporaryDirectory(async (directory) => {
    const path = join(directory, 'file');
    await preparePartlyCached(path);
    const made = await reproduceJob(directory, [
      `filename=${path}`,
      ...['nowait=1', 'iodepth=4', 'invalidate=0', 'fadvise_hint=0'],
    ]);
    const shorts = made.run.invocations[0]?.shorts;
    expect(shorts?.unjudged).toBe(0);
    expect((shorts?.unhandled ?? 0) + (shorts?.handled ?? 0)).toBeGreaterThan(0);
    const { verdict, requests } = made.findings;
    if ((shorts?.unhandled ?? 0) > 0) {
      expect(verdict).toMatchObject({ class: 'unhandled-short-read', culprit: 'application' });
      expect(made.status, made.stderr).toBe(1);
    } else {
      expect(verdict).toMatchObject({ class: 'no-fault-found' });
      expect(made.status, made.stderr).toBe(0);
    }
    expect(requests[0]).toMatchObject({ file: path, length: BLOCK });
    expect(requests[0].offset % BLOCK).toBe(0);
    expect(requests[0].result).toBeLessThan(BLOCK);
  });
});

running('a verification that fails is a finding, and what the file holds is looked at', async () => {
  await inTemporaryDirectory(async (directory) => {
    const path = join(directory, 'file');
    const write = [
      '--name=w',
      '--ioengine=psync',
      `--filename=${path}`,
      '--bs=64k',
      '--size=1m',
      '--rw=write',
    ];
    const verify = ['--verify=crc32c', '--do_verify=0', '--verify_state_save=0'];
    const written = await run('fio', [...write, ...verify], { cwd: directory });
    expect(written.status, written.stderr).toBe(0);
    const file = await open(path, 'r+');
    await file.write(Buffer.alloc(512, 7), 0, 512, BLOCK * 3 + 4096);
    await file.close();
    const made = await reproduceJob(directory, [`filename=${path}`, 'verify=crc32c', 'verify_dump=1']);
    expect(made.status, made.stderr).toBe(1);
    expect(made.stderr).toContain('verify failed at file');
    expect(made.findings.verdict).toMatchObject({
      class: 'verification-failed',
      culprit: 'unknown',
      fault: true,
    });
    const [invocation] = made.run.invocations;
    expect(invocation?.verifyErrors?.[0]).toMatchObject({
      ...{ file: path, offset: BLOCK * 3, length: BLOCK },
      ...{ receivedIsCache: true, expectedIsCache: false },
    });
    expect(await readFile(join(made.out, 'report.eml'), 'utf8')).toMatch(
      /^Subject: io_uring: verification failed/m,
    );
  });
});

const hasLoop = canRun && existsSync('/dev/loop-control');
if (canRun && !hasLoop)
  console.warn('skipped: a failing device is a loop device whose file was cut, and there are none');

test.skipIf(!hasLoop)('a device that fails is named, with the request', async () => {
  await inTemporaryDirectory(async (directory) => {
    const image = join(directory, 'image');
    await writeFile(image, Buffer.alloc(1 << 20, 7));
    const setUp = await run('losetup', ['--find', '--show', image]);
    expect(setUp.status, setUp.stderr).toBe(0);
    const device = setUp.stdout.trim();
    try {
      await truncate(image, 1 << 19);
      const made = await reproduceJob(directory, [`filename=${device}`, 'direct=1']);
      expect(made.findings.verdict).toMatchObject({ class: 'device-error', culprit: 'device', fault: true });
      expect(made.status, made.stderr).toBe(1);
      const [request] = made.findings.requests;
      expect(request).toMatchObject({ file: device, length: BLOCK, result: -5 });
      expect(request.offset).toBeGreaterThanOrEqual(1 << 19);
    } finally {
      await run('losetup', ['--detach', device]);
    }
    expect(await listLeftovers(directory)).toEqual([]);
  });
});
