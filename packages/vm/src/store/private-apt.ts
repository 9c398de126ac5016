import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DebianArchive, LabError } from '@uringlab/schema';
import { type LongProgramResult, runLongProgram } from '../program/run-long-program.ts';
import { type Cache, keyOf } from './cache-directory.ts';
import { parseStanzas, type Stanza } from './debian-stanza.ts';
import type { StoreOptions } from './store-options.ts';

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';
const DIRECTORIES = [
  'etc/apt/apt.conf.d',
  'etc/apt/preferences.d',
  'var/lib/dpkg',
  'var/lib/apt/lists/partial',
  'var/cache/apt/archives/partial',
];

/**
 * An apt with a root of its own in the cache: own sources, lists and (empty) status. The host's apt and dpkg are neither read nor
 * written. It does what apt is good at: mirrors, proxies, signatures, broken downloads.
 */
export class PrivateApt {
  readonly #root: string;
  readonly #options: StoreOptions;

  /** Of its sources. */
  readonly key: string;

  private constructor(cache: Cache, key: string, options: StoreOptions) {
    this.key = key;
    this.#root = join(cache.apt, key);
    this.#options = options;
  }

  /** Throws E_TOOL_MISSING without Debian's keys, where signatures count. */
  static async open(cache: Cache, archive: DebianArchive, options: StoreOptions): Promise<PrivateApt> {
    if (archive.mirror === undefined && !existsSync(KEYRING))
      throw new LabError('E_TOOL_MISSING', `the keys of the Debian archive are missing: ${KEYRING}`, {
        hint: 'apt-get install debian-archive-keyring',
      });
    const sources = sourcesOf(archive);
    const key = keyOf(sources);
    const root = join(cache.apt, key);
    for (const directory of DIRECTORIES) await mkdir(join(root, directory), { recursive: true });
    await writeFile(join(root, 'var/lib/dpkg/status'), '');
    await writeFile(join(root, 'etc/apt/sources.list'), sources);
    return new PrivateApt(cache, key, options);
  }

  /** Fetches the lists of packages. Throws E_KERNEL_DOWNLOAD. */
  async update(): Promise<void> {
    this.#options.progress?.('fetching the lists of packages');
    // Without this, lists that cannot be had are a warning.
    const result = await this.#run('apt-get', ['-o', 'APT::Update::Error-Mode=any', 'update']);
    if (result.status !== 0) throw downloadFailed('the lists of packages', result);
  }

  /** What the lists say of a package: all versions, the newest first; empty when there is none. */
  async show(packageName: string): Promise<Stanza[]> {
    const { status, lastLines } = await this.#run(
      'apt-cache',
      ['show', packageName],
      Number.POSITIVE_INFINITY,
    );
    return status === 0 ? parseStanzas(lastLines.join('\n')) : [];
  }

  /** Names in the lists that match a regular expression of apt's. */
  async search(pattern: string): Promise<string[]> {
    const args = ['search', '--names-only', pattern];
    const { lastLines } = await this.#run('apt-cache', args, Number.POSITIVE_INFINITY);
    return lastLines.map((line) => line.split(' - ')[0] as string).filter((name) => /^[a-z0-9]/.test(name));
  }

  /** Downloads into `directory`, going on where an earlier download broke off. Throws E_KERNEL_DOWNLOAD. */
  async download(packageName: string, version: string, directory: string): Promise<void> {
    const args = ['-o', 'Acquire::Retries=3', 'download', `${packageName}=${version}`];
    const result = await this.#run('apt-get', args, 40, directory);
    if (result.status !== 0) throw downloadFailed(`${packageName} ${version}`, result);
  }

  async #run(
    tool: string,
    args: readonly string[],
    keptLines?: number,
    directory = this.#root,
  ): Promise<LongProgramResult> {
    const options = [
      `Dir=${this.#root}`,
      `Dir::State::status=${join(this.#root, 'var/lib/dpkg/status')}`,
      'Acquire::Languages=none',
      'APT::Sandbox::User=',
      'APT::Architecture=amd64',
      'Dpkg::Use-Pty=0',
    ].flatMap((option) => ['-o', option]);
    return await runLongProgram(tool, ['-q', ...options, ...args], {
      directory,
      signal: this.#options.signal,
      packageName: 'apt',
      ...(keptLines === undefined ? {} : { keptLines }),
    });
  }
}

/** sources.list. A mirror of the definition's own is not signed by Debian: there the pinned sha256 is what is believed. */
function sourcesOf({ suites, mirror }: DebianArchive): string {
  const options = mirror === undefined ? `arch=amd64 signed-by=${KEYRING}` : 'arch=amd64 trusted=yes';
  const lines = suites.map((suite) => {
    const url = mirror ?? (suite.endsWith('-security') ? securityMirror() : mainMirror());
    return `deb [${options}] ${url} ${suite} main\n`;
  });
  return lines.join('');
}

function mainMirror(): string {
  return process.env.DEBIAN_MIRROR || 'http://deb.debian.org/debian';
}

function securityMirror(): string {
  return process.env.DEBIAN_SECURITY_MIRROR || 'http://deb.debian.org/debian-security';
}

function downloadFailed(what: string, { lastLines }: LongProgramResult): LabError {
  const said = lastLines.filter((line) => /^(?:E|W|Err)[: ]/.test(line));
  if (said.some((line) => /No space left|not enough free space|don't have enough/.test(line)))
    return new LabError('E_NO_SPACE', `no room in the cache for ${what}`, {
      hint: 'uringlab vm prune, or XDG_CACHE_HOME=DIRECTORY on another file system',
    });
  const reason = said[0] ?? lastLines.at(-1) ?? 'apt failed';
  return new LabError('E_KERNEL_DOWNLOAD', `${what} cannot be fetched: ${reason.trim()}`, {
    hint: 'see whether the network is there; DEBIAN_MIRROR and DEBIAN_SECURITY_MIRROR name other mirrors; then do it again: it goes on where it broke off',
  });
}
