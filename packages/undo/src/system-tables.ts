import { readdir, readFile } from 'node:fs/promises';

/** A mount of this mount namespace (proc_pid_mountinfo(5)). */
export interface Mount {
  path: string;
  /** The directory of the file system that is mounted there, `/` when it is the whole. */
  root: string;
  /** `xfs`, `tracefs`. */
  filesystem: string;
  /** What was mounted: a device file, or any word. */
  source: string;
  /** Options of the mount, and those of the file system. */
  options: string;
  /** Numbers of st_dev. */
  device: { major: number; minor: number };
}

/** Every mount of this mount namespace, in the order of /proc/self/mountinfo: of two on one path the later one is seen. */
export async function readMounts(): Promise<Mount[]> {
  return parseMounts(await readFile('/proc/self/mountinfo', 'utf8'));
}

/** The same from the text of a mountinfo, of whichever machine. */
export function parseMounts(text: string): Mount[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map(parseMount);
}

function parseMount(line: string): Mount {
  // id, parent, major:minor, root, mount point, options, any number of tags, "-", type, source, more options
  const fields = line.split(' ').map(unescapeOctal);
  const [major, minor] = (fields[2] ?? '').split(':').map(Number);
  const tail = fields.slice(fields.indexOf('-', 6) + 1);
  return {
    path: fields[4] ?? '',
    root: fields[3] ?? '',
    filesystem: tail[0] ?? '',
    source: tail[1] ?? '',
    options: [fields[5], tail[2]].filter(Boolean).join(','),
    device: { major: major ?? 0, minor: minor ?? 0 },
  };
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
