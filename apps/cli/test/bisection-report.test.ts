import { execFileSync } from 'node:child_process';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Bisect, readFindings, readRun, writeFindings, writeRun } from '@uringlab/schema';
import { expect, test } from 'vitest';
import { inTemporaryDirectory, lab } from './lab.ts';

const RECORDED = new URL('../../../packages/delivery/fixtures/run', import.meta.url).pathname;

function git(tree: string, ...args: string[]): string {
  return execFileSync('git', ['-C', tree, ...args], { encoding: 'utf8' }).trim();
}

/** A tree with a MAINTAINERS and the commit that is to be blamed. */
async function makeTree(tree: string): Promise<string> {
  await mkdir(tree);
  git(tree, 'init', '-q');
  await writeFile(join(tree, 'MAINTAINERS'), 'IO_URING\nM:\tJens A <jens@example.org>\nF:\tio_uring/\n');
  git(tree, 'add', '.');
  const author = ['-c', 'user.name=Ann Author', '-c', 'user.email=ann@example.org'];
  const text = 'io_uring/rw: change\n\nSigned-off-by: Ann Author <ann@example.org>\n';
  const signed = `${text}Signed-off-by: Jens A <jens@example.org>\nReviewed-by: R <r@example.org>\n`;
  git(tree, ...author, 'commit', '-q', '-m', signed);
  return git(tree, 'rev-parse', 'HEAD');
}

/** The recorded run as the bad end of a search. `isKernels`: with findings that blame io_uring, on a kernel of that commit. */
async function makeBisection(directory: string, commit: string, isKernels: boolean): Promise<void> {
  const place = join(directory, 'runs/0');
  await cp(RECORDED, place, { recursive: true });
  if (isKernels) {
    const findings = await readFindings(place);
    const change = { culprit: 'io_uring', class: 'wrong-data-in-buffer', trigger: null } as const;
    await writeFindings(place, { ...findings, verdict: { ...findings.verdict, ...change } });
    const run = await readRun(place);
    const release = `6.18.0-rc1-00001-g${commit.slice(0, 12)}`;
    await writeRun(place, { ...run, environment: { ...run.environment, release } });
  }
  const step: Bisect['steps'][number] = {
    kernel: { name: commit.slice(0, 12), vm: 'lab.vm.yaml', append: null },
    commit: { id: commit, subject: 'io_uring/rw: change' },
    index: null,
    runs: [
      {
        seed: 1,
        directory: 'runs/0',
        seconds: 1,
        class: 'wrong-data-in-buffer',
        title: 'io_uring: wrong bytes inside the count returned',
        confidence: 'high',
        fault: true,
        operations: { hits: 4, total: 4 },
      },
    ],
    notRun: null,
    verdict: 'bad',
    reason: '1 of 1 runs: the fault to look for',
  };
  const bisect: Bisect = {
    format: 'uringlab-bisect',
    version: 1,
    lab: { name: 'uringlab', version: '0.1.0' },
    createdAt: '2026-01-02T03:04:05.000Z',
    scenario: {
      name: 'nowait-page-boundary',
      scenario: 'nowait-page-boundary',
      consumer: 'ignore',
      fileBytes: null,
      blockBytes: null,
      depth: null,
      trace: true,
    },
    filesystem: 'ext4',
    confidence: 0.95,
    baselineRuns: 1,
    maximumRuns: 5,
    seed: 1,
    kernels: [],
    git: { tree: '/src/linux', good: 'a'.repeat(40), bad: commit },
    baseline: {
      class: 'wrong-data-in-buffer',
      runs: { hits: 1, total: 1 },
      operations: { hits: 4, total: 4 },
    },
    steps: [step],
    result: { lastGood: 'a'.repeat(40), firstBad: commit, between: [] },
  };
  await writeFile(join(directory, 'bisect.json'), JSON.stringify(bisect));
}

const FROM = ['--from', 'Jo Doe <jo@example.org>'];

test('a regression that a bisection found becomes a mail to those who have to hear of it', () =>
  inTemporaryDirectory(async (place) => {
    const tree = join(place, 'tree');
    const commit = await makeTree(tree);
    const directory = join(place, 'bisect');
    await mkdir(directory);
    await makeBisection(directory, commit, true);
    expect(await lab(['report', directory])).toMatchObject({ status: 0 });
    expect(await readdir(directory)).not.toContain('report.html');
    expect(await readFile(join(directory, 'report.txt'), 'utf8')).toContain(
      `\n\n#regzbot introduced: ${commit}\n`,
    );
    expect(await lab(['lint', join(directory, 'report.eml')])).toMatchObject({ status: 0 });

    const { stdout, stderr, status } = await lab(['send', directory, ...FROM, '--tree', tree]);
    expect(stderr).not.toContain('E_');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^Subject: \[REGRESSION\] io_uring: /m);
    expect(stdout).toContain(
      'To: Jens A <jens@example.org>\nCc: regressions@lists.linux.dev,\n Ann Author <ann@example.org>\n',
    );
    const unnamed = await lab(['send', directory, ...FROM, '--to', 'jens@example.org']);
    expect(unnamed.stdout).toContain('To: jens@example.org\nCc: regressions@lists.linux.dev\n');

    const other = join(place, 'other-tree');
    await makeTree(other);
    git(other, '-c', 'user.name=x', '-c', 'user.email=x@y', 'commit', '-q', '--amend', '-m', 'another');
    git(other, 'reflog', 'expire', '--expire=now', '--all');
    git(other, 'gc', '-q', '--prune=now');
    const elsewhere = await lab(['send', directory, ...FROM, '--tree', other]);
    expect(elsewhere.stderr).toContain('does not have the commit');
    expect(elsewhere.status).toBe(2);
  }));

test("a bisection of the application's fault is told, and is no regression", () =>
  inTemporaryDirectory(async (directory) => {
    await makeBisection(directory, 'b'.repeat(40), false);
    expect(await lab(['report', directory])).toMatchObject({ status: 0 });
    const mail = await readFile(join(directory, 'report.eml'), 'utf8');
    expect(mail).not.toMatch(/\[REGRESSION\]|#regzbot|regressions@/);
    expect(mail.replaceAll('\n', ' ')).toContain('It is not reported as a regression: the fault is that of');
    expect(await readdir(directory)).toContain('repro.c');
    expect(await lab(['lint', join(directory, 'report.eml')])).toMatchObject({ status: 0 });
  }));

test('a bisection that is not at its end makes no mail', () =>
  inTemporaryDirectory(async (directory) => {
    await makeBisection(directory, 'b'.repeat(40), false);
    const bisect: Bisect = JSON.parse(await readFile(join(directory, 'bisect.json'), 'utf8'));
    await writeFile(join(directory, 'bisect.json'), JSON.stringify({ ...bisect, result: null }));
    const { status, stderr } = await lab(['report', directory]);
    expect(stderr).toContain(`E_USAGE: the bisection in ${directory} is not at its end`);
    expect(status).toBe(2);
  }));
