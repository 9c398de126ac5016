import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** kernel.json of a kernel in the store; it is written last, and what has none is not finished. */
const KernelRecordSchema = z.strictObject({
  format: z.literal('uringlab-kernel'),
  version: z.literal(1),
  /** Where it comes from, in a line. */
  source: z.string(),
  /** `uname -r`. */
  release: z.string(),
  /** Names in the directory of the kernel. */
  image: z.string(),
  config: z.string().optional(),
  hasModules: z.boolean(),
});

export type KernelRecord = Omit<z.infer<typeof KernelRecordSchema>, 'format' | 'version'>;

/** A kernel that can be booted. */
export interface Kernel extends Omit<KernelRecord, 'hasModules' | 'image' | 'config'> {
  /** Stands for all that it was made from. */
  key: string;
  /** Of the store; of a kernel that is a file, the file. */
  directory: string;
  image: string;
  /** Its configuration, where it is known. */
  config?: string;
  /** Holds lib/modules/RELEASE, with modules.dep; absent when there are no modules. */
  modules?: string;
}

export async function writeKernelRecord(directory: string, record: KernelRecord): Promise<void> {
  const text = JSON.stringify({ format: 'uringlab-kernel', version: 1, ...record }, null, 2);
  await writeFile(join(directory, 'kernel.json'), `${text}\n`);
}

/** The kernel in this directory; undefined when there is none, or none that this lab can read. */
export async function readKernel(directory: string, key: string): Promise<Kernel | undefined> {
  const text = await readFile(join(directory, 'kernel.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const parsed = KernelRecordSchema.safeParse(parseJson(text));
  if (!parsed.success) return undefined;
  const { source, release, image, config, hasModules } = parsed.data;
  return {
    key,
    directory,
    source,
    release,
    image: join(directory, image),
    ...(config === undefined ? {} : { config: join(directory, config) }),
    ...(hasModules ? { modules: directory } : {}),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
