import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { inTemporaryDirectory, run } from './lab.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

interface Manifest {
  name: string;
  version: string;
  dependencies?: Record<string, string>;
}

/** Every package of the workspace: its manifest by name, with its folder. */
const PACKAGES = new Map(
  ['packages', 'apps'].flatMap((group) =>
    readdirSync(join(ROOT, group)).map((name) => {
      const folder = join(ROOT, group, name);
      const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
      return [manifest.name, { folder, manifest }] as const;
    }),
  ),
);

/** The package and all packages of the workspace that it needs. */
function closure(name: string, found = new Set<string>()): Set<string> {
  found.add(name);
  for (const dependency of Object.keys(PACKAGES.get(name)?.manifest.dependencies ?? {})) {
    if (PACKAGES.has(dependency) && !found.has(dependency)) closure(dependency, found);
  }
  return found;
}

async function expectSuccess(command: string, args: readonly string[], cwd: string): Promise<string> {
  const { status, stdout, stderr } = await run(command, args, { cwd });
  expect(status, `${command} ${args.join(' ')}\n${stdout}\n${stderr}`).toBe(0);
  return stdout;
}

test('the script of the checkout takes paths from where it is called, and keeps standard output clean', async () => {
  await inTemporaryDirectory(async (directory) => {
    await writeFile(join(directory, 'no "trace" $HOME'), 'dear list,\n');
    const { status, stdout, stderr } = await run(
      'npx',
      ['-y', 'pnpm@10.34.9', '-s', '-C', ROOT, 'uringlab', 'analyze', 'no "trace" $HOME'],
      { cwd: directory },
    );
    expect(stderr).toContain('E_TRACE_UNREADABLE');
    expect(stdout).toBe('');
    expect(status).toBe(2);
  });
});

test('every package packs, installs in an empty directory, and its read-me example runs there', {
  timeout: 600_000,
}, async () => {
  await inTemporaryDirectory(async (directory) => {
    const tarballs = new Map<string, string>();
    for (const [name, { folder }] of PACKAGES) {
      const printed = await expectSuccess(
        'npx',
        ['-y', 'pnpm@10.34.9', 'pack', '--json', '--pack-destination', directory],
        folder,
      );
      tarballs.set(name, JSON.parse(printed.slice(printed.indexOf('{'))).filename);
    }
    for (const [name, { folder }] of PACKAGES) {
      const example = /```js\n([\s\S]*?)```/.exec(readFileSync(join(folder, 'README.md'), 'utf8'))?.[1];
      expect(example, `${name} has no example in its read-me`).toBeDefined();
      const place = join(directory, name.replace('/', '-'));
      await mkdir(place);
      await writeFile(join(place, 'package.json'), '{ "private": true, "type": "module" }');
      const needed = [...closure(name)].map((dependency) => tarballs.get(dependency) ?? '');
      await expectSuccess(
        'npm',
        ['install', '--no-audit', '--no-fund', '--loglevel=error', ...needed],
        place,
      );
      await writeFile(join(place, 'example.js'), example ?? '');
      const printed = await expectSuccess(process.execPath, ['example.js'], place);
      expect(printed.trim(), `${name}: the example prints nothing`).not.toBe('');
    }
  });
});
