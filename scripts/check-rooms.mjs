// Enforces the table of rooms in ARCHITECTURE.md: a package depends only on the rooms below it. That every import
// is a declared dependency is knip's to check.
import { readdirSync, readFileSync } from 'node:fs';

const MAY_IMPORT = {
  '@uringlab/schema': [],
  '@uringlab/uring-native': [],
  '@uringlab/undo': ['schema'],
  '@uringlab/trace-parser': ['schema'],
  '@uringlab/capture': ['uring-native', 'undo', 'schema'],
  '@uringlab/reproducer': ['uring-native', 'capture', 'undo', 'schema'],
  '@uringlab/analyzer': ['trace-parser', 'schema'],
  '@uringlab/report': ['schema'],
  uringlab: ['report', 'analyzer', 'trace-parser', 'reproducer', 'capture', 'undo', 'uring-native', 'schema'],
};

const problems = [];
for (const folder of ['packages', 'apps']) {
  for (const name of readdirSync(folder)) {
    const manifest = JSON.parse(readFileSync(`${folder}/${name}/package.json`, 'utf8'));
    const allowed = MAY_IMPORT[manifest.name]?.map((room) => `@uringlab/${room}`);
    if (allowed === undefined) {
      problems.push(`${folder}/${name}: ${manifest.name} has no place in the table of rooms`);
      continue;
    }
    const imported = Object.keys(manifest.dependencies ?? {}).filter((dependency) =>
      dependency.startsWith('@uringlab/'),
    );
    for (const dependency of imported.filter((candidate) => !allowed.includes(candidate))) {
      problems.push(`${manifest.name} must not import ${dependency}`);
    }
  }
}
for (const problem of problems) process.stderr.write(`rooms: ${problem}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
