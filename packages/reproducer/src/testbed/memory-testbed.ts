import { join } from 'node:path';
import { type Journal, runProgram } from '@uringlab/undo';
import { localCalls } from '../site/local-calls.ts';
import { findMount } from './mount-table.ts';
import { makeOwnDirectory } from './own-directory.ts';
import type { Testbed } from './testbed.ts';

/** A tmpfs of so many bytes, mounted in a directory of the lab's. Needs root. */
export async function makeMemory(bytes: number, workDirectory: string, journal: Journal): Promise<Testbed> {
  const path = await makeOwnDirectory(
    { parent: workDirectory, option: '--work', prefix: 'uringlab-', bytes: 0 },
    journal,
  );
  await journal.make({ kind: 'mount', path }, async () => {
    await runProgram('mount', ['-t', 'tmpfs', '-o', `size=${bytes},mode=700,noatime`, 'uringlab', path], {
      packageName: 'mount',
    });
  });
  const mount = await findMount(path);
  return {
    description: {
      kind: 'memory',
      filesystem: mount.filesystem,
      mountOptions: mount.options,
      device: mount.device,
      fileDevice: mount.device,
      logicalBlockBytes: 4096,
    },
    calls: localCalls,
    backingFile: null,
    pathOf: (name) => join(path, name),
    release: async () => {},
  };
}
