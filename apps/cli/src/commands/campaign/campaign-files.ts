import { writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { LabError, toLabError } from '@uringlab/schema';

/** `uringlab-runs/matrix-NAME`: the same spec goes on in the same directory. */
export function defaultCampaign(kind: 'matrix' | 'bisect', spec: string): string {
  const plain = basename(spec, extname(spec)).replace(/[^\w.-]/g, '_');
  return join('uringlab-runs', `${kind}-${plain}`);
}

/** Throws E_PATH, E_NO_SPACE or E_SYSTEM. */
export async function writeText(path: string, text: string): Promise<void> {
  await writeFile(path, text).catch((cause: unknown) => {
    throw new LabError(toLabError(cause)?.code ?? 'E_SYSTEM', `${path} cannot be written`, { cause });
  });
}
