import { fileURLToPath } from 'node:url';
import { type FoundDefinition, findDefinition } from '../definition/find-definitions.ts';
import { readQemuVersion } from '../qemu/qemu-version.ts';
import { openCache } from '../store/cache-directory.ts';
import { fetchKernel } from '../store/kernel-store.ts';

/** A small kernel (26 MB to fetch), for tests that boot one. */
export const CLOUD = fileURLToPath(new URL('../../test/fixtures/cloud-6.1.vm.yaml', import.meta.url));

/** Its definition when guests can be booted here; otherwise says on the console why the tests are skipped. */
export async function findBootable(): Promise<FoundDefinition | undefined> {
  try {
    await readQemuVersion();
    const found = await findDefinition(CLOUD);
    await fetchKernel(await openCache(), found, {});
    return found;
  } catch (error) {
    console.warn(`skipped: no guest can be booted here: ${(error as Error).message}`);
    return undefined;
  }
}
