import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { type BuiltKernelSource, type DebianArchive, LabError, type PinnedPackage } from '@uringlab/schema';
import { runProgram } from '@uringlab/undo';
import { type Cache, keyOf } from './cache-directory.ts';
import { resolveRevision } from './git-source.ts';
import type { StoreOptions } from './store-options.ts';

export type Origin =
  | { kind: 'debian'; archive: DebianArchive; pinned: PinnedPackage }
  | { kind: 'git'; repository: string; commit: string };

/** All that goes into a kernel that is built; the key is made of it. */
export interface Build {
  key: string;
  /** Where it comes from, in a line. */
  description: string;
  origin: Origin;
  /** A target of make, or the text of a configuration. */
  base: { target: string } | { text: string };
  fragment: string | undefined;
  patches: { name: string; text: string }[];
  make: string[];
}

/**
 * Reads what the definition names. `isOffline`: a git repository that is not in the cache is not fetched.
 * Throws E_PATH for a file that is missing, E_TOOL_MISSING without gcc, E_KERNEL_DOWNLOAD for a revision that is not there.
 */
export async function describeBuild(
  cache: Cache,
  source: BuiltKernelSource,
  directory: string,
  options: StoreOptions & { isOffline?: boolean },
): Promise<Build> {
  const origin = await findOrigin(cache, source.from, directory, options);
  const baseFile = resolve(directory, source.config.base);
  const base = existsSync(baseFile) ? { text: await readNamed(baseFile) } : { target: source.config.base };
  const fragment =
    source.config.fragment === undefined
      ? undefined
      : await readNamed(resolve(directory, source.config.fragment));
  const patches = [];
  for (const name of source.patches)
    patches.push({ name: basename(name), text: await readNamed(resolve(directory, name)) });
  const inputs = { base, fragment, patches, make: source.make };
  return {
    key: keyOf({ build: 1, origin: identify(origin), ...inputs, compiler: await describeCompiler() }),
    description: describeOrigin(origin, patches),
    origin,
    ...inputs,
  };
}

async function findOrigin(
  cache: Cache,
  from: BuiltKernelSource['from'],
  directory: string,
  options: StoreOptions & { isOffline?: boolean },
): Promise<Origin> {
  if ('git' in from) {
    const { url, revision } = from.git;
    return { kind: 'git', ...(await resolveRevision(cache, url, revision, directory, options)) };
  }
  const { package: name, version, sha256, ...archive } = from.debian;
  return { kind: 'debian', archive, pinned: { package: name, version, sha256 } };
}

/** Not by which way it came: a mirror changes nothing. */
function identify(origin: Origin): string {
  return origin.kind === 'git' ? origin.commit : origin.pinned.sha256;
}

function describeOrigin(origin: Origin, patches: Build['patches']): string {
  const where =
    origin.kind === 'git'
      ? `git ${origin.commit.slice(0, 12)}`
      : `${origin.pinned.package} ${origin.pinned.version} (sha256 ${origin.pinned.sha256.slice(0, 12)})`;
  return [where, ...patches.map(({ name }) => name)].join(' + ');
}

async function readNamed(path: string): Promise<string> {
  return await readFile(path, 'utf8').catch((cause: Error) => {
    throw new LabError('E_PATH', `${path}, which the definition names, cannot be read`, { cause });
  });
}

async function describeCompiler(): Promise<string> {
  const { stdout } = await runProgram('gcc', ['-dumpfullversion', '-dumpmachine'], { packageName: 'gcc' });
  return stdout.trim();
}
