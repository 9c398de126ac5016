import { realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, sep } from 'node:path';
import { LabError } from '@uringlab/schema';
import { z } from 'zod';

const PathSchema = z.string().min(1).refine(isAbsolute, 'not an absolute path');

export const MadeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('directory'), path: PathSchema }),
  z.strictObject({ kind: z.literal('loop'), backing: PathSchema }),
  z.strictObject({ kind: z.literal('mount'), path: PathSchema }),
  z.strictObject({ kind: z.literal('tracefs-instance'), path: PathSchema }),
  z.strictObject({
    kind: z.literal('process'),
    pid: z.int().positive(),
    startTime: z.string().regex(/^\d+$/),
  }),
]);

/**
 * Something the lab makes on this machine. All paths are absolute.
 * - `directory`: removed with all that is in it, but never across a mount.
 * - `loop`: the loop device (or devices) whose backing file this is.
 * - `mount`: a mount point.
 * - `tracefs-instance`: `<tracefs>/instances/NAME`.
 * - `process`: `startTime` is field 22 of /proc/PID/stat, so that a reused pid is never killed.
 */
export type Made = z.infer<typeof MadeSchema>;

/** What could not be undone, and why; `made` is null for a journal line that cannot be read. */
export interface UndoProblem {
  made: Made | null;
  error: LabError;
}

/** Field of `made` that is a path; undefined for a process. */
export function pathOf(made: Made): string | undefined {
  if (made.kind === 'process') return undefined;
  return made.kind === 'loop' ? made.backing : made.path;
}

export function describeMade(made: Made): string {
  return made.kind === 'process' ? `process ${made.pid}` : `${made.kind} ${pathOf(made)}`;
}

export function isSame(a: Made, b: Made): boolean {
  return (
    describeMade(a) === describeMade(b) &&
    (a as { startTime?: string }).startTime === (b as { startTime?: string }).startTime
  );
}

/** Is `path` the directory itself, or anything below it? */
export function isWithin(path: string, directory: string): boolean {
  return path === directory || path.startsWith(directory.endsWith(sep) ? directory : directory + sep);
}

/**
 * The same with the symbolic links of the path's directory resolved: mountinfo and sysfs show
 * resolved paths only. The last component is kept, as it need not exist yet.
 */
export async function resolveMade(made: Made): Promise<Made> {
  const parsed = MadeSchema.safeParse(made);
  if (!parsed.success) {
    throw new LabError('E_USAGE', `not something the lab can make: ${JSON.stringify(made)}`, {
      hint: 'give an absolute path, or a pid with its start time',
      cause: parsed.error,
    });
  }
  const path = pathOf(made);
  if (path === undefined) return made;
  const directory = await realpath(dirname(path)).catch(() => dirname(path));
  const resolved = join(directory, basename(path));
  return made.kind === 'loop' ? { kind: 'loop', backing: resolved } : ({ ...made, path: resolved } as Made);
}
