import { readFile, writeFile } from 'node:fs/promises';

/** Answers of a kernel that has the file but does not let it be used, or has it not at all. */
const REFUSALS = new Set([
  'EPERM',
  'EACCES',
  'EINVAL',
  'ENOENT',
  'ENODEV',
  'EOPNOTSUPP',
  'EROFS',
  'EBUSY',
  'ENOMEM',
  'E2BIG',
]);

/** Writes a control file of tracefs. Returns the errno's name when the kernel refuses it, and throws on anything else. */
export async function writeControl(path: string, value: string): Promise<string | undefined> {
  try {
    await writeFile(path, value, { flag: 'r+' });
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== undefined && REFUSALS.has(code)) return code;
    throw error;
  }
}

/** The text of a control file; empty when this kernel has none, or does not show it. */
export async function readControl(path: string): Promise<Buffer> {
  return await readFile(path).catch(() => Buffer.alloc(0));
}
