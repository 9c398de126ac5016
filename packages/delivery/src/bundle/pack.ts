import { createReadStream, createWriteStream } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Artifact, describeArtifact, LabError, RUN_FILES, toLabError } from '@uringlab/schema';
import tar from 'tar-stream';
import { MANIFEST, type Manifest, ManifestSchema } from './manifest.ts';
import { startZstd } from './zstd.ts';

/** What was done with a run stays with whoever did it. */
const PRIVATE: ReadonlySet<string> = new Set([RUN_FILES.sent, RUN_FILES.bugzilla]);

async function listFiles(directory: string): Promise<Artifact[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.') && !PRIVATE.has(entry.name))
    .map(({ name }) => name)
    .sort();
  if (!names.includes(RUN_FILES.run))
    throw new LabError('E_RUN_DAMAGED', `${directory} has no ${RUN_FILES.run}`, {
      hint: 'a run directory is what `uringlab reproduce --out DIR` writes',
    });
  return Promise.all(names.map((name) => describeArtifact(directory, name)));
}

async function addFile(pack: tar.Pack, directory: string, { name, bytes }: Artifact): Promise<void> {
  const entry = pack.entry({ name, size: bytes, mode: 0o644, mtime: new Date(0), uid: 0, gid: 0 });
  await pipeline(createReadStream(join(directory, name), { end: Math.max(0, bytes - 1) }), entry);
}

export interface Bundle {
  path: string;
  bytes: number;
  sha256: string;
  files: string[];
}

/**
 * Packs a run directory into one .tar.zst: manifest.json first, then each file; the same run gives the same tar. The file appears
 * when it is whole. Throws E_RUN_DAMAGED, E_TOOL_MISSING (zstd), E_NO_SPACE, E_PATH.
 */
export async function packBundle(directory: string, path: string, lab: Manifest['lab']): Promise<Bundle> {
  const files = await listFiles(directory);
  const manifest = ManifestSchema.parse({
    format: 'uringlab-bundle',
    version: 1,
    name: basename(resolve(directory)).slice(0, 200),
    lab,
    files,
  } satisfies Manifest);
  const fresh = `${path}.${process.pid}.part`;
  const zstd = startZstd(['-q', '-T0', '-9', '-c']);
  const pack = tar.pack();
  const fill = async (): Promise<void> => {
    pack.entry(
      { name: MANIFEST, mode: 0o644, mtime: new Date(0), uid: 0, gid: 0 },
      `${JSON.stringify(manifest, null, 2)}\n`,
    );
    for (const file of files) await addFile(pack, directory, file);
    pack.finalize();
  };
  try {
    await Promise.all([
      fill(),
      pipeline(pack, zstd.input),
      pipeline(zstd.output, createWriteStream(fresh, { flags: 'wx' })),
      zstd.ended,
    ]);
    await rename(fresh, path);
  } catch (cause) {
    zstd.stop();
    pack.destroy();
    await rm(fresh, { force: true });
    throw toLabError(cause) ?? cause;
  }
  const { bytes, sha256 } = await describeArtifact(resolve(path, '..'), basename(path));
  return { path, bytes, sha256, files: files.map(({ name }) => name) };
}
