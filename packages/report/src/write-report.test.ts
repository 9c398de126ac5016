import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  describeArtifact,
  encodeOps,
  formatMismatches,
  RUN_FILES,
  writeFindings,
  writeRun,
} from '@uringlab/schema';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { renderReport } from './render-report.ts';
import type { ReportInput } from './report-input.ts';
import { sampleReport } from './testing/sample-run.ts';
import { writeReport } from './write-report.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'uringlab-report-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** A run directory as the stages before leave it; returns what is in it. */
async function fillDirectory(): Promise<ReportInput> {
  const input = sampleReport();
  const { run, findings, mismatches, ops, dmesg } = input;
  await writeFile(join(directory, RUN_FILES.ops), encodeOps(ops));
  await writeFile(join(directory, RUN_FILES.mismatches), formatMismatches(mismatches));
  await writeFile(join(directory, RUN_FILES.dmesg), dmesg);
  const names = [RUN_FILES.ops, RUN_FILES.mismatches, RUN_FILES.dmesg];
  run.artifacts = await Promise.all(names.map((name) => describeArtifact(directory, name)));
  run.capture.trace = null;
  await writeRun(directory, run);
  await writeFindings(directory, findings);
  return input;
}

const read = (name: string): Promise<string> => readFile(join(directory, name), 'utf8');

test('writes what it renders, and returns the names', async () => {
  const files = renderReport(await fillDirectory());
  expect(await writeReport(directory)).toEqual([
    'report.txt',
    'report.eml',
    'report.html',
    'repro.c',
    'repro.fio',
    'repro.sh',
  ]);
  expect(await read('report.txt')).toBe(files.mailText);
  expect(await read('report.eml')).toBe(files.mail);
  expect(await read('report.html')).toBe(files.html);
  expect(await read('repro.c')).toBe(files.reproducer);
  expect(await read('repro.fio')).toBe(files.fioJob);
});

test('a second report is the first again', async () => {
  await fillDirectory();
  await writeReport(directory);
  const before = await read('report.html');
  await writeReport(directory);
  expect(await read('report.html')).toBe(before);
});

test('the sums in the report are those of the files beside it', async () => {
  await fillDirectory();
  await writeReport(directory);
  const [html, text] = [await read('report.html'), await read('report.txt')];
  for (const name of ['repro.c', 'repro.fio', 'repro.sh', 'ops.arrow']) {
    const { sha256 } = await describeArtifact(directory, name);
    expect(html).toContain(sha256);
    expect(text).toContain(`  ${sha256}\n`);
  }
  expect(html).toContain((await describeArtifact(directory, 'report.eml')).sha256);
});

test('removes the reproducer of an earlier verdict', async () => {
  const { findings } = await fillDirectory();
  await writeReport(directory);
  findings.verdict.trigger = 'unknown';
  await writeFindings(directory, findings);
  expect(await writeReport(directory)).toEqual(['report.txt', 'report.eml', 'report.html']);
  await expect(read('repro.c')).rejects.toThrow('ENOENT');
});

test('the mail is a mailbox that git takes apart, where one is asked for', async () => {
  const { findings } = await fillDirectory();
  findings.verdict.evidence = [{ source: 'dmesg', text: 'From the log, >From it' }];
  await writeFindings(directory, findings);
  expect(await writeReport(directory, { mbox: true })).toContain('report.mbox');
  execFileSync('git', ['mailsplit', '--mboxrd', `-o${directory}`, join(directory, 'report.mbox')]);
  // It leaves the "From " line, and the blank line that ends a mail of a mailbox.
  expect((await read('0001')).replace(/^From .*\n/, '')).toBe(`${await read('report.eml')}\n`);
  expect(await read('report.mbox')).toContain('\n>From the log, >From it\n');
});

test('a mailbox of an earlier report does not stay', async () => {
  await fillDirectory();
  await writeReport(directory, { mbox: true });
  expect(await writeReport(directory)).not.toContain('report.mbox');
  await expect(read('report.mbox')).rejects.toThrow('ENOENT');
});

test('options that make no mail leave the report that is there', async () => {
  await fillDirectory();
  await writeReport(directory);
  const before = await read('report.eml');
  await expect(writeReport(directory, { inReplyTo: 'a@b\nBcc: c@d' })).rejects.toMatchObject({
    code: 'E_USAGE',
  });
  expect(await read('report.eml')).toBe(before);
});

test('a directory without findings is damaged, and the hint says what to run', async () => {
  await fillDirectory();
  await rm(join(directory, RUN_FILES.findings));
  await expect(writeReport(directory)).rejects.toMatchObject({
    code: 'E_RUN_DAMAGED',
    hint: `run \`uringlab analyze ${directory}\` first`,
  });
});

test('a file that is not the one described is named', async () => {
  await fillDirectory();
  await writeFile(join(directory, RUN_FILES.ops), 'other');
  await expect(writeReport(directory)).rejects.toMatchObject({
    code: 'E_RUN_DAMAGED',
    message: expect.stringContaining('ops.arrow'),
  });
});

test('a path that is no run directory is damaged', async () => {
  await expect(writeReport(join(directory, 'none'))).rejects.toMatchObject({ code: 'E_RUN_DAMAGED' });
});
