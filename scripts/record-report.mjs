// Keeps of an analyzed run directory what its mail is made from, as a fixture: node scripts/record-report.mjs RUN NAME
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const [directory, name] = process.argv.slice(2);
if (directory === undefined || name === undefined) {
  console.error('usage: node scripts/record-report.mjs RUN NAME');
  process.exit(2);
}
const text = (file) => readFile(join(directory, file), 'utf8');
const recorded = {
  run: JSON.parse(await text('run.json')),
  findings: JSON.parse(await text('findings.json')),
  mismatches: await text('mismatches.jsonl'),
  dmesg: await text('dmesg.txt'),
  ops: (await readFile(join(directory, 'ops.arrow'))).toString('base64'),
};
const fixture = new URL(`../packages/report/fixtures/recorded/${name}.json.gz`, import.meta.url);
await writeFile(fixture, gzipSync(JSON.stringify(recorded), { level: 9 }));
