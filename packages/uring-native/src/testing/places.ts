import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Somewhere to put files, and how to leave nothing behind. */
export interface Place {
  directory: string;
  remove(): void;
}

/** On a disk: the pages of a tmpfs cannot be dropped. */
export function makeDirectory(): Place {
  const directory = mkdtempSync('/var/tmp/uring-native-');
  return { directory, remove: () => rmSync(directory, { recursive: true }) };
}

/** A file system of its own on a loop device; needs root and mkfs.xfs. */
export function makeXfs(): Place {
  const { directory: base, remove } = makeDirectory();
  const image = join(base, 'image');
  const directory = join(base, 'mount');
  const undo: (() => void)[] = [remove];
  const removeAll = () => {
    for (const step of undo.reverse()) step();
  };
  try {
    writeFileSync(image, '');
    truncateSync(image, 512 * 1024 * 1024);
    mkdirSync(directory);
    run('mkfs.xfs', '-q', image);
    const device = run('losetup', '-f', '--show', image).trim();
    undo.push(() => run('losetup', '-d', device));
    run('mount', device, directory);
    undo.push(() => run('umount', directory));
  } catch (error) {
    removeAll();
    throw error;
  }
  return { directory, remove: removeAll };
}

/** Why XFS on a loop device is not to be had here; undefined when it is. */
export function whyNoXfs(): string | undefined {
  if (process.getuid?.() !== 0) return 'a loop device needs root';
  try {
    run('mkfs.xfs', '-V');
    return undefined;
  } catch {
    return 'mkfs.xfs is not installed (apt-get install xfsprogs)';
  }
}

export function run(program: string, ...parameters: string[]): string {
  return execFileSync(program, parameters, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}
