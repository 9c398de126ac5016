// Enforces the table of rooms in ARCHITECTURE.md: a package depends only on the rooms below it, its tests on one or two more, and no
// file reaches into another package by path. That every import is a declared dependency is knip's to check.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const MAY_IMPORT = {
  '@uringlab/schema': [],
  '@uringlab/uring-native': [],
  '@uringlab/undo': ['schema'],
  '@uringlab/fio-job': ['schema'],
  '@uringlab/trace-parser': [],
  '@uringlab/trace-export': ['trace-parser', 'schema'],
  '@uringlab/capture': ['uring-native', 'undo', 'schema'],
  '@uringlab/uring-strace': ['schema'],
  '@uringlab/uring-events': ['capture', 'trace-parser', 'uring-native', 'undo', 'schema'],
  '@uringlab/reproducer': [
    'uring-strace',
    'uring-events',
    'uring-native',
    'capture',
    'fio-job',
    'undo',
    'schema',
  ],
  '@uringlab/vm': ['uring-native', 'undo', 'schema'],
  '@uringlab/analyzer': ['trace-parser', 'schema'],
  '@uringlab/report': ['schema'],
  '@uringlab/delivery': ['report', 'undo', 'schema'],
  '@uringlab/campaign': ['undo', 'schema'],
  uringlab: [
    'campaign',
    'delivery',
    'report',
    'analyzer',
    'trace-export',
    'trace-parser',
    'reproducer',
    'uring-strace',
    'uring-events',
    'vm',
    'capture',
    'fio-job',
    'undo',
    'uring-native',
    'schema',
  ],
};

/** What tests may use besides, as a devDependency: what the one wrote, the other has to be able to read. */
const TESTS_MAY_IMPORT = {
  '@uringlab/capture': ['trace-parser'],
};

const NOT_SOURCE = new Set(['node_modules', 'dist', 'build', 'fixtures']);
const RELATIVE_IMPORT = /(?:\bfrom|\bimport)\s*\(?\s*['"](\.{1,2}\/[^'"]*)['"]/g;

const problems = [];

function checkDependencies(name, declared, rooms) {
  const allowed = rooms.map((room) => `@uringlab/${room}`);
  for (const dependency of Object.keys(declared ?? {})) {
    if (dependency.startsWith('@uringlab/') && !allowed.includes(dependency))
      problems.push(`${name} must not import ${dependency}`);
  }
}

function checkPaths(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && /\.[cm]?[jt]s$/.test(entry.name),
  );
  for (const { parentPath, name } of files) {
    const file = join(parentPath, name);
    if (file.split('/').some((part) => NOT_SOURCE.has(part))) continue;
    for (const [, target] of readFileSync(file, 'utf8').matchAll(RELATIVE_IMPORT)) {
      if (relative(folder, join(dirname(file), target)).startsWith('..'))
        problems.push(`${file} reaches out of its package: ${target}`);
    }
  }
}

for (const group of ['packages', 'apps']) {
  for (const entry of readdirSync(group)) {
    const folder = join(group, entry);
    const { name, dependencies, devDependencies } = JSON.parse(
      readFileSync(join(folder, 'package.json'), 'utf8'),
    );
    const below = MAY_IMPORT[name];
    if (below === undefined) {
      problems.push(`${folder}: ${name} has no place in the table of rooms`);
      continue;
    }
    checkDependencies(name, dependencies, below);
    checkDependencies(`${name} in its tests`, devDependencies, [...below, ...(TESTS_MAY_IMPORT[name] ?? [])]);
    checkPaths(folder);
  }
}
for (const problem of problems) process.stderr.write(`rooms: ${problem}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
