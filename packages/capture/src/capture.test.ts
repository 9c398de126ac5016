import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { cleanAbandoned, readMounts } from '@uringlab/undo';
import { describe, expect, test } from 'vitest';
import { CHILD_IMPORTS, root, useMachine } from '../test/machine.ts';

const machine = useMachine();

if (!root) console.warn('skipped: captures need root (sudo)');
describe.skipIf(!root)('the machine', () => {
  const SETTINGS = [
    'tracing_on',
    'trace_clock',
    'buffer_size_kb',
    'set_event',
    'current_tracer',
    'trace_options',
  ];
  const look = async (directory: string): Promise<string[]> =>
    await Promise.all(SETTINGS.map((name) => readFile(join(directory, name), 'latin1')));

  test('keeps the settings of the top level and of other instances, before, during and after', async () => {
    const foreign = join(machine.outside, 'instances', `foreign-${process.pid}`);
    await mkdir(foreign);
    try {
      await writeFile(join(foreign, 'buffer_size_kb'), '64');
      await writeFile(join(foreign, 'events/sched/sched_switch/enable'), '1');
      const before = [await look(machine.outside), await look(foreign)];
      const running = await machine.start({ events: ['sched', 'block'] });
      expect([await look(machine.outside), await look(foreign)]).toEqual(before);
      await running.stop();
      expect([await look(machine.outside), await look(foreign)]).toEqual(before);
    } finally {
      await rmdir(foreign);
    }
  });

  test('has nothing of the lab after stop but trace.dat', async () => {
    const running = await machine.start({ events: ['block'] });
    const name = basename(running.instance);
    expect(await readdir(join(machine.outside, 'instances'))).toContain(name);
    const summary = await running.stop();
    expect(await running.stop()).toBe(summary);
    await running.discard();
    expect(await readdir(join(machine.outside, 'instances'))).not.toContain(name);
    expect((await readdir(machine.base)).sort()).toEqual(['state', 'trace.dat']);
    expect(
      (await readMounts()).filter(({ path }) => path.includes(`uringlab-tracefs-${process.pid}-`)),
    ).toEqual([]);
  });

  test('has nothing of the lab after discard', async () => {
    const running = await machine.start({ events: ['block'] });
    const name = basename(running.instance);
    await running.discard();
    await expect(running.stop()).rejects.toMatchObject({ code: 'E_INTERRUPTED' });
    expect(await readdir(join(machine.outside, 'instances'))).not.toContain(name);
    expect(await readdir(machine.base)).toEqual(['state']);
  });

  test('has nothing of a killed lab once it was cleaned', async () => {
    const stateDirectory = join(machine.base, 'killed');
    const script = `${CHILD_IMPORTS}
      const journal = await Journal.open({ stateDirectory: ${JSON.stringify(stateDirectory)} });
      const capture = await startCapture({ directory: ${JSON.stringify(machine.base)}, events: ['block', 'sched'] }, journal);
      console.log(capture.instance.split('/').at(-1));
      setInterval(() => capture.mark('alive'), 10);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const closed = new Promise((resolve) => child.once('close', resolve));
    const name = String(await once(child.stdout, 'data')).trim();
    expect(await readdir(join(machine.outside, 'instances'))).toContain(name);
    child.kill('SIGKILL');
    await closed;
    const { problems } = await cleanAbandoned({ stateDirectory });
    expect(problems).toEqual([]);
    expect(await readdir(join(machine.outside, 'instances'))).not.toContain(name);
    expect((await readdir(machine.base)).sort()).toEqual(['killed', 'state']);
  });
});
