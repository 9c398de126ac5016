import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readFindings, readRun } from '@uringlab/schema';
import { describe, expect, test } from 'vitest';
import { inTemporaryDirectory, lab, listLeftovers, run } from './lab.ts';

/** It is in the cache that the lab uses for everything (XDG_CACHE_HOME), or the tests are skipped: building it takes some twenty minutes. */
const missing = await whatIsMissing();
if (missing !== undefined) console.warn(`skipped: the founding bug is not reproduced: ${missing}`);

async function whatIsMissing(): Promise<string | undefined> {
  if ((await run('sh', ['-c', 'command -v qemu-system-x86_64'])).status !== 0)
    return 'QEMU is not installed; apt-get install qemu-system-x86';
  const { machines } = JSON.parse((await lab(['vm', 'list', '--json'])).stdout);
  const { isReady } = machines.find(({ name }: { name: string }) => name === 'lab-5.10');
  return isReady
    ? undefined
    : 'its kernel is not in the cache; npx -y pnpm@10.34.9 -s uringlab vm build lab-5.10';
}

const OFF = 'io_uring.lab_no_short_retry=0';

describe.skipIf(missing !== undefined)('on the lab kernel', { timeout: 300_000 }, () => {
  test('the founding bug is found as it was', async () => {
    await inTemporaryDirectory(async (directory) => {
      const out = join(directory, 'run');
      // As many passes as it takes to the first hit, up to those that the scenario has in a guest.
      const args = ['reproduce', 'readahead-race', '--vm', 'lab-5.10', '--file-size', '128m', '--exit-code'];
      expect((await lab([...args, '--work', directory, '--out', out])).status).toBe(1);
      const { verdict, requests } = await readFindings(out);
      expect(verdict).toMatchObject({
        class: 'unhandled-short-read',
        trigger: 'readahead-race',
        fault: true,
        pageCacheRight: true,
        diskRight: true,
        fixedBy: { commit: '227c0c9673d8' },
      });
      expect(requests[0]?.steps.map(({ kind }) => kind)).toContain('short');
      expect(await readFile(join(out, 'report.txt'), 'utf8')).toMatch(
        /requests on Linux 5\.10\.223\s+patched\s+for\s+the\s+lab\s+\(5\.10-no-short-retry\.patch\)/,
      );
      expect(await listLeftovers(directory)).toEqual([]);
    });
  });

  test('with the switch off, it is not', async () => {
    await inTemporaryDirectory(async (directory) => {
      const few = ['--file-size', '64m', '--passes', '1', '--no-trace', '--exit-code'];
      const args = ['reproduce', 'readahead-race', '--vm', 'lab-5.10', '--append', OFF, ...few];
      const out = join(directory, 'run');
      expect(await lab([...args, '--work', directory, '--out', out])).toMatchObject({ status: 0 });
    });
  });

  test('the switch is thrown between two runs of one boot', async () => {
    await inTemporaryDirectory(async (directory) => {
      const out = join(directory, 'run');
      const args = ['reproduce', 'cached-first-page', '--vm', 'lab-5.10', '--file-size', '8m', '--then', OFF];
      const { status, stdout } = await lab([...args, '--work', directory, '--out', out, '--exit-code']);
      expect(status).toBe(1);
      expect(stdout).toContain(`in the same boot, with ${OFF}`);
      const [on, off] = [out, `${out}-2`];
      expect((await readFindings(on)).verdict).toMatchObject({ class: 'unhandled-short-read', fault: true });
      expect((await readFindings(off)).verdict).toMatchObject({ class: 'no-fault-found', fault: false });
      const [first, then] = [(await readRun(on)).environment, (await readRun(off)).environment];
      expect([first.ringParameters, then.ringParameters]).toEqual([
        { lab_no_short_retry: 'Y' },
        { lab_no_short_retry: 'N' },
      ]);
      expect(then.bootId).toBe(first.bootId);
      expect(await listLeftovers(directory)).toEqual([]);
    });
  });

  test('a parameter that its kernel does not have is refused before anything is run', async () => {
    await inTemporaryDirectory(async (directory) => {
      const args = ['reproduce', 'eof-tail', '--vm', 'lab-5.10', '--then', 'io_uring.no_such=1'];
      const { status, stderr } = await lab([...args, '--work', directory, '--out', join(directory, 'run')]);
      expect(stderr).toContain('E_GUEST_PARAMETER: io_uring.no_such=1 cannot be set in the guest');
      expect(stderr).not.toContain('making a place');
      expect(status).toBe(2);
      expect(await listLeftovers(directory)).toEqual([]);
    });
  });
});
