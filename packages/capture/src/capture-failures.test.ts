import { spawnSync } from 'node:child_process';
import { chmod, mkdir, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { runProgram } from '@uringlab/undo';
import { describe, expect, test } from 'vitest';
import { CHILD_IMPORTS, root, useMachine } from '../test/machine.ts';
import { startCapture } from './index.ts';

const machine = useMachine();

if (!root) console.warn('skipped: captures need root (sudo)');
describe.skipIf(!root)('a capture that cannot be', () => {
  test('with a directory that does not exist is E_PATH', async () => {
    const nowhere = startCapture({ directory: join(machine.base, 'nowhere'), events: [] }, machine.journal);
    await expect(nowhere).rejects.toMatchObject({ code: 'E_PATH' });
  });

  test('on a full file system is E_NO_SPACE, and leaves nothing', async () => {
    const directory = join(machine.base, 'small');
    await mkdir(directory);
    const mount = { kind: 'mount', path: directory } as const;
    await machine.journal.make(mount, () =>
      runProgram('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', directory]),
    );
    const full = await startCapture({ directory, events: [] }, machine.journal);
    for (let index = 0; index < 20_000; index++) full.mark(`mark ${index}`);
    await expect(full.stop()).rejects.toMatchObject({ code: 'E_NO_SPACE' });
    expect(full.missing.some((reason) => reason.includes('ENOSPC'))).toBe(true);
    expect(await readdir(directory)).toEqual([]);
    expect(await readdir(join(machine.outside, 'instances'))).not.toContain(basename(full.instance));
    await machine.journal.undo(mount);
  });

  test('as an ordinary user is E_NEEDS_ROOT with a hint', async () => {
    await chmod(machine.base, 0o777);
    const script = `${CHILD_IMPORTS}
      const journal = await Journal.open({ stateDirectory: ${JSON.stringify(join(machine.base, 'nobody'))} });
      const failure = await startCapture({ directory: ${JSON.stringify(machine.base)}, events: ['block'] }, journal).catch((error) => error);
      console.log(JSON.stringify(failure), JSON.stringify(await journal.undoAll()));`;
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
      uid: 65534,
      gid: 65534,
    });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^\{"code":"E_NEEDS_ROOT",.*"hint":".+"\} \[\]\n$/);
  });

  test('of events that no kernel has records the others, and tells', async () => {
    const running = await machine.start({ events: ['nonesuch', 'xfs:nonesuch*', 'block:block_bio_queue'] });
    expect(running.missing).toEqual(['nonesuch: no such event', 'xfs:nonesuch*: no such event']);
    expect(running.events).toEqual(['block:block_bio_queue']);
    await running.stop();
  });
});
