import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { PinnedPackage } from '@uringlab/schema';
import { runProgram } from '@uringlab/undo';
import { sha256OfFile } from '../store/cache-directory.ts';

/** A Debian archive of one suite ("lab") in a directory, for mirrors of the form file:. */
export class DebianRepository {
  readonly directory: string;
  readonly #stanzas: string[] = [];

  constructor(directory: string) {
    this.directory = directory;
    this.#writeIndex();
  }

  get mirror(): string {
    return `file://${this.directory}`;
  }

  pathOf({ package: name, version }: Omit<PinnedPackage, 'sha256'>): string {
    return join(this.directory, 'pool', `${name}_${version}_amd64.deb`);
  }

  /** Makes a package that holds these files, and lists it. */
  async add(name: string, version: string, files: Readonly<Record<string, string>>): Promise<PinnedPackage> {
    const root = join(this.directory, 'build', `${name}-${version}`);
    const control = `Package: ${name}\nVersion: ${version}\nArchitecture: amd64\nMaintainer: uringlab <lab@example.org>\nDescription: test\n`;
    for (const [path, text] of Object.entries({ ...files, 'DEBIAN/control': control })) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    const path = this.pathOf({ package: name, version });
    mkdirSync(dirname(path), { recursive: true });
    await runProgram('dpkg-deb', ['-Zgzip', '--root-owner-group', '--build', root, path]);
    const sha256 = await sha256OfFile(path);
    const size = statSync(path).size;
    this.#stanzas.push(
      `${control}Filename: pool/${name}_${version}_amd64.deb\nSize: ${size}\nSHA256: ${sha256}\n`,
    );
    this.#writeIndex();
    return { package: name, version, sha256 };
  }

  #writeIndex(): void {
    const path = join(this.directory, 'dists/lab/main/binary-amd64/Packages.gz');
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, gzipSync(this.#stanzas.join('\n')));
  }

  /** Turns a byte of a package's payload over, with its size as it was. */
  damage(pinned: PinnedPackage): void {
    const bytes = readFileSync(this.pathOf(pinned));
    bytes[bytes.length - 20] = (bytes[bytes.length - 20] as number) ^ 0xff;
    writeFileSync(this.pathOf(pinned), bytes);
  }
}
