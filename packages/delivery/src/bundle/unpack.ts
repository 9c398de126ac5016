import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, readdir, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { type Artifact, formatBytes, LabError, MIB, toLabError } from '@uringlab/schema';
import tar from 'tar-stream';
import { MANIFEST, MANIFEST_BYTES, type Manifest, ManifestSchema } from './manifest.ts';
import { startZstd } from './zstd.ts';

const ZSTD_MAGIC = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
/** Largest run that is unpacked. */
const LARGEST_BYTES = 16 * 1024 * MIB;

function refuse(message: string, cause?: unknown): LabError {
  return new LabError('E_BUNDLE', message, { hint: 'a bundle is what `uringlab bundle RUN` writes', cause });
}

const TAR_BLOCK = 512;

/** Whether a file is zstd around a tar that begins with a manifest: a trace may be compressed as well. Throws E_TOOL_MISSING. */
export async function isBundle(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer: start, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    if (bytesRead !== 4 || !start.equals(ZSTD_MAGIC)) return false;
  } finally {
    await file.close();
  }
  const zstd = startZstd(['-q', '-d', '-c']);
  const feeding = pipeline(createReadStream(path), zstd.input).catch(() => {});
  let head = Buffer.alloc(0);
  for await (const piece of zstd.output) {
    head = Buffer.concat([head, piece as Buffer]);
    if (head.length >= TAR_BLOCK) break;
  }
  zstd.stop();
  await Promise.all([feeding, zstd.ended.catch(rethrowMissing)]);
  return (
    head.toString('latin1', 0, MANIFEST.length + 1) === `${MANIFEST}\0` &&
    head.toString('latin1', 257, 262) === 'ustar'
  );
}

/** What zstd thinks of the rest is of no concern here. */
function rethrowMissing(error: unknown): void {
  if (error instanceof LabError && error.code === 'E_TOOL_MISSING') throw error;
}

/** Lets no more through than was announced, and sums it. */
function limited(artifact: Artifact): { stream: Transform; check(): void } {
  const hash = createHash('sha256');
  let bytes = 0;
  const stream = new Transform({
    transform(piece: Buffer, _, done) {
      bytes += piece.length;
      hash.update(piece);
      done(
        bytes > artifact.bytes ? refuse(`${artifact.name} is larger than the manifest says`) : null,
        piece,
      );
    },
  });
  return {
    stream,
    check: () => {
      if (bytes !== artifact.bytes || hash.digest('hex') !== artifact.sha256)
        throw refuse(`${artifact.name} is not the file that the manifest describes`);
    },
  };
}

function parseManifest(bytes: Buffer): Manifest {
  try {
    return ManifestSchema.parse(JSON.parse(bytes.toString('utf8')));
  } catch (cause) {
    throw refuse('its manifest is not one', cause);
  }
}

async function requireRoom(directory: string, { files }: Manifest): Promise<void> {
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total > LARGEST_BYTES)
    throw refuse(`it would take ${formatBytes(Math.ceil(total / MIB) * MIB)} when unpacked`);
  const { bavail, bsize } = await statfs(directory);
  if (total > bavail * bsize)
    throw new LabError(
      'E_NO_SPACE',
      `${directory} has no room for the ${formatBytes(Math.ceil(total / MIB) * MIB)} of the bundle`,
      {
        hint: 'name another place with --out DIR',
      },
    );
}

/** Only plain files whose whole name the manifest has: no directories, no links, no paths that lead elsewhere. */
async function extract(entries: tar.Extract, directory: string): Promise<Manifest> {
  let manifest: Manifest | undefined;
  const missing = new Map<string, Artifact>();
  for await (const entry of entries) {
    const { name, type, size = 0 } = entry.header;
    if (type !== 'file') throw refuse(`"${name}" is a ${type}, and only files may be in it`);
    if (manifest === undefined) {
      if (name !== MANIFEST) throw refuse(`it begins with "${name}", not with ${MANIFEST}`);
      if (size > MANIFEST_BYTES) throw refuse('its manifest is too large');
      manifest = parseManifest(await buffer(entry));
      await requireRoom(directory, manifest);
      for (const file of manifest.files) missing.set(file.name, file);
      continue;
    }
    const artifact = missing.get(name);
    if (artifact === undefined) throw refuse(`"${name}" is not in its manifest, or comes twice`);
    if (size !== artifact.bytes) throw refuse(`${name} has not the size that the manifest says`);
    missing.delete(name);
    const { stream, check } = limited(artifact);
    await pipeline(entry, stream, createWriteStream(join(directory, name), { flags: 'wx' }));
    check();
  }
  if (manifest === undefined) throw refuse('it is empty');
  const [left] = missing.keys();
  if (left !== undefined) throw refuse(`${left} is missing from it`);
  return manifest;
}

/**
 * Unpacks a bundle of anybody into an empty directory. Whatever is not exactly what its manifest says is refused (E_BUNDLE), and what
 * was written until then is removed. Throws E_TOOL_MISSING (zstd), E_NO_SPACE.
 */
export async function unpackBundle(path: string, directory: string): Promise<Manifest> {
  const zstd = startZstd(['-q', '-d', '-c', '--memory=256MB']);
  const entries = tar.extract();
  const reading = Promise.all([
    pipeline(createReadStream(path), zstd.input).catch(() => {}),
    pipeline(zstd.output, entries),
    zstd.ended,
  ]);
  reading.catch(() => {});
  try {
    const manifest = await extract(entries, directory);
    await reading;
    return manifest;
  } catch (cause) {
    zstd.stop();
    entries.destroy();
    const said = await zstd.ended.then(
      () => undefined,
      (error: unknown) => error,
    );
    await emptyDirectory(directory);
    throw (
      toLabError(said) ??
      toLabError(cause) ??
      refuse(cause instanceof Error ? cause.message : String(cause), cause)
    );
  }
}

async function emptyDirectory(directory: string): Promise<void> {
  for (const name of await readdir(directory)) await rm(join(directory, name), { force: true });
}
