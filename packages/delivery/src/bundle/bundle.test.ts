import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import tar from 'tar-stream';
import { describe, expect, test } from 'vitest';
import { inTemporaryDirectory, LAB, withRun } from '../testing/recorded-run.ts';
import { packBundle } from './pack.ts';
import { isBundle, unpackBundle } from './unpack.ts';

async function sums(directory: string): Promise<Record<string, string>> {
  const names = (await readdir(directory)).sort();
  const entries = await Promise.all(
    names.map(async (name) => [
      name,
      createHash('sha256')
        .update(await readFile(join(directory, name)))
        .digest('hex'),
    ]),
  );
  return Object.fromEntries(entries);
}

interface Entry {
  header: Parameters<tar.Pack['entry']>[0];
  content?: string;
}

/** A bundle of one's own making. */
async function forge(path: string, entries: readonly Entry[], compress = true): Promise<void> {
  const pack = tar.pack();
  for (const { header, content } of entries) pack.entry(header, content ?? '');
  pack.finalize();
  const bytes = await buffer(pack);
  await writeFile(
    path,
    compress ? spawnSync('zstd', ['-c', '-q'], { input: bytes, maxBuffer: 2 ** 28 }).stdout : bytes,
  );
}

function describeFile(name: string, content: string) {
  return {
    name,
    bytes: Buffer.byteLength(content),
    sha256: createHash('sha256').update(content).digest('hex'),
  };
}

function manifest(files: readonly { name: string; bytes: number; sha256: string }[]): Entry {
  const content = JSON.stringify({ format: 'uringlab-bundle', version: 1, name: 'x', lab: LAB, files });
  return { header: { name: 'manifest.json' }, content };
}

const GOOD = describeFile('run.json', 'good');

test('a run comes back byte for byte, and anybody can read it', () =>
  withRun(async (run, directory) => {
    await writeFile(join(run, 'bugzilla.json'), '{}');
    const path = join(directory, 'run.tar.zst');
    const { files, bytes, sha256 } = await packBundle(run, path, LAB);
    const packed = await readFile(path);
    expect([packed.length, createHash('sha256').update(packed).digest('hex')]).toEqual([bytes, sha256]);
    const listed = execFileSync('tar', ['--zstd', '-tf', path], { encoding: 'utf8' }).trim().split('\n');
    expect(listed).toEqual(['manifest.json', ...files]);
    expect(await isBundle(path)).toBe(true);
    const out = join(directory, 'out');
    await mkdir(out);
    await unpackBundle(path, out);
    const { 'bugzilla.json': own, ...rest } = await sums(run);
    expect(await sums(out)).toEqual(rest);
  }));

test('what is no run is not packed, and nothing is left', () =>
  withRun(async (_, directory) => {
    await mkdir(join(directory, 'empty'));
    const path = join(directory, 'x.tar.zst');
    await expect(packBundle(join(directory, 'empty'), path, LAB)).rejects.toMatchObject({
      code: 'E_RUN_DAMAGED',
    });
    await expect(packBundle(join(directory, 'run'), join(directory, 'no/x'), LAB)).rejects.toMatchObject({
      code: 'E_PATH',
    });
    expect((await readdir(directory)).sort()).toEqual(['empty', 'run']);
  }));

const HOSTILE: [name: string, entries: Entry[], message: string][] = [
  ['nothing', [], 'it is empty'],
  ['no manifest', [{ header: { name: 'run.json' }, content: 'good' }], 'it begins with "run.json"'],
  [
    'a manifest that is none',
    [{ header: { name: 'manifest.json' }, content: '{}' }],
    'its manifest is not one',
  ],
  [
    'a path that climbs',
    [manifest([GOOD]), { header: { name: '../run.json' }, content: 'good' }],
    '"../run.json" is not in its manifest',
  ],
  [
    'a path from the root',
    [manifest([GOOD]), { header: { name: '/etc/run.json' }, content: 'good' }],
    '"/etc/run.json" is not in its manifest',
  ],
  [
    'a climbing path in the manifest',
    [manifest([{ ...GOOD, name: '../run.json' }])],
    'its manifest is not one',
  ],
  ['a name of dots', [manifest([{ ...GOOD, name: '..' }])], 'its manifest is not one'],
  [
    'a symbolic link',
    [manifest([GOOD]), { header: { name: 'run.json', type: 'symlink', linkname: '/etc/passwd' } }],
    '"run.json" is a symlink',
  ],
  [
    'a hard link',
    [manifest([GOOD]), { header: { name: 'run.json', type: 'link', linkname: '/etc/passwd' } }],
    '"run.json" is a link',
  ],
  [
    'a directory',
    [manifest([GOOD]), { header: { name: 'run.json', type: 'directory' } }],
    '"run.json" is a directory',
  ],
  [
    'a device',
    [manifest([GOOD]), { header: { name: 'run.json', type: 'character-device' } }],
    '"run.json" is a character-device',
  ],
  [
    'a file twice',
    [
      manifest([GOOD]),
      { header: { name: 'run.json' }, content: 'good' },
      { header: { name: 'run.json' }, content: 'good' },
    ],
    'comes twice',
  ],
  [
    'a file it does not name',
    [
      manifest([GOOD]),
      { header: { name: 'run.json' }, content: 'good' },
      { header: { name: 'more' }, content: 'x' },
    ],
    '"more" is not in its manifest',
  ],
  [
    'other bytes',
    [manifest([GOOD]), { header: { name: 'run.json' }, content: 'evil' }],
    'run.json is not the file that the manifest describes',
  ],
  [
    'a larger file',
    [manifest([GOOD]), { header: { name: 'run.json' }, content: 'good and more' }],
    'has not the size',
  ],
  [
    'a file missing',
    [manifest([GOOD, describeFile('ops.arrow', 'x')]), { header: { name: 'run.json' }, content: 'good' }],
    'ops.arrow is missing',
  ],
  ['a size beyond all bounds', [manifest([{ ...GOOD, bytes: 2 ** 45 }])], 'when unpacked'],
];

describe('a bundle of anybody', () => {
  test.each(HOSTILE)('with %s is refused, and nothing is left of it', (_, entries, message) =>
    inTemporaryDirectory(async (directory) => {
      const path = join(directory, 'hostile.tar.zst');
      await forge(path, entries);
      const out = join(directory, 'out');
      await mkdir(out);
      const refused = unpackBundle(path, out);
      await expect(refused).rejects.toMatchObject({
        code: 'E_BUNDLE',
        message: expect.stringContaining(message),
      });
      expect(await readdir(out)).toEqual([]);
    }),
  );

  test('that swells is refused at what its manifest says', () =>
    inTemporaryDirectory(async (directory) => {
      const path = join(directory, 'bomb.tar.zst');
      const zeroes = '0'.repeat(64 * 2 ** 20);
      await forge(path, [manifest([GOOD]), { header: { name: 'run.json' }, content: zeroes }]);
      const out = join(directory, 'out');
      await mkdir(out);
      await expect(unpackBundle(path, out)).rejects.toMatchObject({ code: 'E_BUNDLE' });
      expect(await readdir(out)).toEqual([]);
    }));

  test('that is not compressed, or is something else, is told', () =>
    withRun(async (run, directory) => {
      const plain = join(directory, 'plain.tar');
      await forge(plain, [manifest([GOOD]), { header: { name: 'run.json' }, content: 'good' }], false);
      const out = join(directory, 'out');
      await mkdir(out);
      for (const path of [plain, join(run, 'trace.dat')]) {
        expect(await isBundle(path)).toBe(false);
        await expect(unpackBundle(path, out)).rejects.toMatchObject({ code: 'E_BUNDLE' });
      }
    }));

  test('that was damaged anywhere gives an error and leaves nothing', () =>
    withRun(async (run, directory) => {
      const path = join(directory, 'run.tar.zst');
      await packBundle(run, path, LAB);
      const whole = await readFile(path);
      const out = join(directory, 'out');
      await mkdir(out);
      await fc.assert(
        fc.asyncProperty(
          fc.nat(whole.length - 1),
          fc.integer({ min: 1, max: 255 }),
          fc.boolean(),
          async (at, change, cut) => {
            const bytes = Buffer.from(cut ? whole.subarray(0, at) : whole);
            if (!cut) bytes[at] = (bytes[at] ?? 0) ^ change;
            await writeFile(path, bytes);
            const outcome = await unpackBundle(path, out).then(
              () => 'whole',
              (error: { code?: string }) => error.code,
            );
            // A flipped bit in a checksum of zstd's own may go unseen only where the bytes are right.
            if (outcome === 'whole') expect(Object.keys(await sums(out)).length).toBeGreaterThan(0);
            else expect(outcome).toBe('E_BUNDLE');
            for (const name of await readdir(out)) execFileSync('rm', [join(out, name)]);
          },
        ),
        { numRuns: 25 },
      );
    }));
});
