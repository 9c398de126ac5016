import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { LabError } from '@uringlab/schema';

const PATH = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];

/** Debian packages, and the program or header by which they are known. */
const NEEDED: readonly [packageName: string, sign: string][] = [
  ['make', 'make'],
  ['gcc', 'gcc'],
  ['flex', 'flex'],
  ['bison', 'bison'],
  ['bc', 'bc'],
  ['patch', 'patch'],
  ['perl', 'perl'],
  ['tar', 'tar'],
  ['xz-utils', 'xz'],
  ['gzip', 'gzip'],
  ['libelf-dev', '/usr/include/gelf.h'],
];

/** Throws E_TOOL_MISSING with the one command that mends it, when a kernel cannot be built here. */
export function requireBuildTools(): void {
  const missing = NEEDED.filter(
    ([, sign]) =>
      !(sign.startsWith('/') ? [''] : PATH).some((directory) => existsSync(join(directory, sign))),
  ).map(([packageName]) => packageName);
  if (missing.length === 0) return;
  throw new LabError('E_TOOL_MISSING', `building a kernel needs ${missing.join(', ')}`, {
    hint: `apt-get install -y --no-install-recommends ${missing.join(' ')}`,
  });
}
