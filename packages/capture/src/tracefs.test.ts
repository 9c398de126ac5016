import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from '@uringlab/undo';
import { describe, expect, test } from 'vitest';
import { CHILD_IMPORTS, root, useMachine } from '../test/machine.ts';

const machine = useMachine();

/** Locates tracefs in a mount namespace of its own, after the shell commands; says what it found and what it left. */
async function locate(prepare: string): Promise<{
  path?: string;
  code?: string;
  hint?: string;
  problems: unknown[];
  mounted: string[];
}> {
  const script = `${CHILD_IMPORTS}
    const before = (await readMounts()).length;
    const journal = await Journal.open({ stateDirectory: ${JSON.stringify(join(machine.base, 'child'))} });
    const { path, release, ...error } = await locateTracefs(journal).catch((error) => error.toJSON());
    await release?.();
    const problems = await journal.undoAll();
    const mounted = (await readMounts()).slice(before);
    console.log(JSON.stringify({ path, ...error, problems, mounted }));`;
  const unmount = 'umount /sys/kernel/debug/tracing /sys/kernel/tracing 2>/dev/null';
  const command = `${unmount}; ${prepare} '${process.execPath}' --input-type=module`;
  const { stdout } = await runProgram('unshare', ['--mount', 'sh', '-c', command], { input: script });
  return JSON.parse(stdout);
}

if (!root) console.warn('skipped: tracefs needs root (sudo)');
describe.skipIf(!root)('tracefs', () => {
  test('is mounted for the lab alone where it is not mounted, and unmounted again', async () => {
    const { path, problems, mounted } = await locate('');
    expect(path).toMatch(/\/uringlab-tracefs-\d+-[0-9a-f]{8}$/);
    expect(existsSync(path ?? '')).toBe(false);
    expect({ problems, mounted }).toEqual({ problems: [], mounted: [] });
  });

  test('is taken where it is usually mounted, and stays', async () => {
    const { path } = await locate('mount -t tracefs tracefs /sys/kernel/tracing;');
    expect(path).toBe('/sys/kernel/tracing');
  });

  test('that may not be mounted is E_TRACEFS_MISSING with a hint', async () => {
    const { code, hint, problems } = await locate(
      'exec setpriv --bounding-set=-sys_admin --inh-caps=-sys_admin',
    );
    expect({ code, problems }).toEqual({ code: 'E_TRACEFS_MISSING', problems: [] });
    expect(hint).toBe('mount -t tracefs tracefs /sys/kernel/tracing');
  });
});
