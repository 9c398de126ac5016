import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LabError, type VmDefinition } from '@uringlab/schema';
import { readDefinition } from './read-definition.ts';

/** A definition, and where it is: the files that it names lie beside it. */
export interface FoundDefinition {
  definition: VmDefinition;
  path: string;
  directory: string;
}

const SUFFIX = '.vm.yaml';

/** The folder test-vms: of the checkout where this is one, else the copy that the package carries. */
export function shippedDirectory(): string {
  const [checkout, packed] = ['../../../../test-vms', '../test-vms'].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  ) as [string, string];
  return existsSync(join(checkout, 'guest-init')) ? checkout : packed;
}

/** All that the lab ships, by name. Throws E_VM_DEFINITION when one of them makes no sense. */
export async function listDefinitions(directory = shippedDirectory()): Promise<FoundDefinition[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith(SUFFIX)).sort();
  return await Promise.all(names.map((name) => open(join(directory, name))));
}

/** One by its name, or by the path of its file. Throws E_VM_UNKNOWN, E_PATH, E_VM_DEFINITION. */
export async function findDefinition(
  nameOrPath: string,
  directory = shippedDirectory(),
): Promise<FoundDefinition> {
  if (nameOrPath.endsWith(SUFFIX) || nameOrPath.includes('/')) return await open(resolve(nameOrPath));
  const path = join(directory, `${nameOrPath}${SUFFIX}`);
  if (existsSync(path)) return await open(path);
  const known = (await readdir(directory))
    .filter((name) => name.endsWith(SUFFIX))
    .map((name) => name.slice(0, -SUFFIX.length));
  throw new LabError('E_VM_UNKNOWN', `there is no test machine ${JSON.stringify(nameOrPath)}`, {
    hint: `one of ${known.sort().join(', ')}, or the path of a file NAME${SUFFIX}`,
  });
}

async function open(path: string): Promise<FoundDefinition> {
  return { definition: await readDefinition(path), path, directory: dirname(path) };
}
