import { readdir, readFile } from 'node:fs/promises';

/** Mount points of this mount namespace, in the order they were mounted (proc_pid_mountinfo(5), field 5). */
export async function readMountPoints(): Promise<string[]> {
  const text = await readFile('/proc/self/mountinfo', 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => unescapeOctal(line.split(' ')[4] ?? ''));
}

/** Blank, tab, newline and backslash are written as \040, \011, \012 and \134 (fs/proc_namespace.c, mangle). */
function unescapeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}

/** Device files of the loop devices over a file, also after the file was removed (drivers/block/loop.c, backing_file). */
export async function findLoops(backing: string): Promise<string[]> {
  const names = (await readdir('/sys/block').catch(() => [])).filter((name) => name.startsWith('loop'));
  const found = await Promise.all(
    names.map(async (name) => {
      const file = await readFile(`/sys/block/${name}/loop/backing_file`, 'utf8').catch(() => undefined);
      const path = file?.replace(/\n$/, '');
      return path === backing || path === `${backing} (deleted)` ? [`/dev/${name}`] : [];
    }),
  );
  return found.flat();
}
