import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type CommandRun,
  type Findings,
  readCommandRunContents,
  readRequests,
  type StraceFinding,
  StraceFindingSchema,
} from '@uringlab/schema';
import { afterAll, expect, test } from 'vitest';
import { inTemporaryDirectory, lab, listLeftovers, run } from './lab.ts';
import { canUseBpf, Programs } from './strace-target.ts';

const watching = canUseBpf ? test : test.skip;
if (!canUseBpf) console.warn('skipped: commands are watched by BPF as root, on a kernel with BTF');

const programs = new Programs();
afterAll(() => programs.remove());

interface Reproduced {
  status: number | null;
  stderr: string;
  findings: Findings;
  run: CommandRun;
  strace: StraceFinding[];
  names: string[];
  mail: string;
  leftovers: string[];
  out: string;
}

async function reproduce(
  directory: string,
  command: readonly string[],
  options: readonly string[] = [],
): Promise<Reproduced> {
  const out = join(directory, 'run');
  const args = ['reproduce', '--out', out, '--json', '--exit-code', ...options, '--', ...command];
  const { status, stdout, stderr } = await lab(args, { cwd: directory });
  expect(stdout, stderr).toMatch(/^\{.*\}\n$/);
  const { findings } = JSON.parse(stdout);
  expect(findings, stdout).toBeDefined();
  const contents = await readCommandRunContents(out);
  const lines = (await readFile(contents.strace, 'utf8')).split('\n').filter((line) => line !== '');
  return {
    status,
    stderr,
    findings,
    run: contents.run,
    strace: lines.map((line) => StraceFindingSchema.parse(JSON.parse(line))),
    names: (await readdir(out)).sort(),
    mail: await readFile(join(out, 'report.txt'), 'utf8'),
    leftovers: await listLeftovers(directory),
    out,
  };
}

/** What the programs say when the device was so fast that a read came back whole: it happens, and seldom twice. */
const CAME_BACK_WHOLE = 77;
const TRIES = 8;

async function reproduceProgram(
  directory: string,
  name: string,
  options?: readonly string[],
): Promise<Reproduced> {
  const program = programs.build(name);
  for (let tries = 1; ; tries++) {
    const made = await reproduce(directory, [program, join(directory, 'data')], options);
    const wasWhole = made.run.invocations.some(({ exitCode }) => exitCode === CAME_BACK_WHOLE);
    if (!wasWhole || tries === TRIES) return made;
    await rm(made.out, { recursive: true });
  }
}

async function countRows(path: string): Promise<number> {
  let rows = 0;
  for await (const batch of readRequests(path)) rows += batch.rows;
  return rows;
}

watching(
  'a program that takes a short read for a full one: what it asked for, and why it came back short',
  async () => {
    await inTemporaryDirectory(async (directory) => {
      const made = await reproduceProgram(directory, 'ignore');
      expect(made.status, made.stderr).toBe(1);
      expect(made.findings.verdict).toMatchObject({
        title: 'application: unhandled short read',
        class: 'unhandled-short-read',
        culprit: 'application',
        trigger: 'nowait-partly-cached',
        confidence: 'high',
        fault: true,
      });
      expect(made.findings.verdict.sentence).toContain('used the buffer for something else');
      expect(made.findings.requests[0]).toMatchObject({
        file: join(directory, 'data'),
        offset: 131_072,
        length: 65_536,
        result: 4096,
      });
      const kinds = made.findings.requests[0]?.steps.map(({ kind }) => kind) ?? [];
      expect(kinds[0]).toBe('submit');
      expect(kinds).toContain('short');
      expect(made.run.invocations).toEqual([
        expect.objectContaining({
          exitCode: 0,
          exitSignal: null,
          lost: 0,
          shorts: { endOfFile: 0, handled: 0, unhandled: 1, unknown: 0, unjudged: 0 },
        }),
      ]);
      expect(made.run).toMatchObject({ kind: 'command', source: 'bpf', interrupted: false, failed: null });
      expect(made.run.command).toMatchObject({ directory, job: null });
      expect(await countRows(join(made.out, 'sqe.arrow'))).toBe(made.run.requests.submitted);
      expect(made.strace).toHaveLength(1);
      expect(made.names).toEqual([
        'dmesg.txt',
        'findings.json',
        'report.eml',
        'report.html',
        'report.txt',
        'repro.c',
        'repro.fio',
        'repro.sh',
        'run.json',
        'sqe.arrow',
        'strace.jsonl',
        'trace.dat',
      ]);
      expect(made.leftovers).toEqual([]);

      // Later, elsewhere: the same findings, and the same report.
      const page = await readFile(join(made.out, 'report.html'), 'utf8');
      await rm(join(made.out, 'findings.json'));
      const again = await lab(['analyze', made.out, '--json', '--exit-code']);
      expect(again.status, again.stderr).toBe(1);
      expect(JSON.parse(again.stdout)).toEqual(made.findings);
      await rm(join(made.out, 'report.html'));
      expect((await lab(['report', made.out])).status).toBe(0);
      expect(await readFile(join(made.out, 'report.html'), 'utf8')).toBe(page);

      const program = join(directory, 'repro');
      const source = join(made.out, 'repro.c');
      const compiled = await run('cc', ['-Wall', '-Wextra', '-Werror', source, '-luring', '-o', program]);
      expect(compiled.status, compiled.stderr).toBe(0);
      expect((await run(program, [join(directory, 'repro-data')])).status).toBe(1);
    });
  },
);

watching.each([
  ['handle', 0, { class: 'no-fault-found', culprit: 'nobody', fault: false }],
  ['by-preadv2', 0, { class: 'no-fault-found', culprit: 'nobody', fault: false }],
  ['eof', 0, { class: 'legal-short-read', culprit: 'nobody', trigger: 'end-of-file', fault: false }],
  ['close', 1, { class: 'unhandled-short-read', culprit: 'application', fault: true }],
  ['short-write', 1, { class: 'unhandled-short-write', culprit: 'application', fault: true }],
  ['overlap', 1, { class: 'overlapping-memory', culprit: 'application', fault: true }],
])('%s.c ends in status %i', async (name, status, verdict) => {
  await inTemporaryDirectory(async (directory) => {
    const made = await reproduceProgram(directory, name);
    expect(made.findings.verdict).toMatchObject(verdict);
    expect(made.status, made.stderr).toBe(status);
    expect(made.leftovers).toEqual([]);
  });
});

watching('a retry at a wrong offset is named', async () => {
  await inTemporaryDirectory(async (directory) => {
    const { status, findings } = await reproduceProgram(directory, 'wrong-offset');
    expect(status).toBe(1);
    expect(findings.verdict.sentence).toContain('asked for the other 61440 bytes at the wrong offset, 4096');
  });
});

watching('a short write has no program, and the mail says why', async () => {
  await inTemporaryDirectory(async (directory) => {
    const { names, mail } = await reproduceProgram(directory, 'short-write');
    expect(names).not.toContain('repro.c');
    expect(mail).toMatch(/No standalone program brings a short write about/);
  });
});

watching('one unhandled short read among a thousand that are handled is told', async () => {
  await inTemporaryDirectory(async (directory) => {
    const { status, findings, run, strace } = await reproduceProgram(directory, 'many-handled', [
      '--no-trace',
    ]);
    expect(run.invocations[0]?.shorts).toMatchObject({ handled: 1200, unhandled: 1 });
    expect(status).toBe(1);
    expect(findings.verdict.evidence[0]?.text).toContain('1 of 1201 short results alike');
    expect(findings.requests[0]).toMatchObject({ offset: 131_072, length: 65_536, result: 4096 });
    expect(strace).toHaveLength(501);
  });
});

watching('several runs are told apart, and their requests are in one table', async () => {
  await inTemporaryDirectory(async (directory) => {
    const made = await reproduceProgram(directory, 'ignore', ['--runs', '3']);
    expect(made.run.invocations.map(({ shorts }) => shorts?.unhandled)).toEqual([1, 1, 1]);
    expect(made.strace.map((finding) => finding.run)).toEqual([1, 2, 3]);
    expect(made.findings.phaseRates).toHaveLength(3);
    const paths = new Set<string>();
    for await (const batch of readRequests(join(made.out, 'sqe.arrow')))
      for (let row = 0; row < batch.rows; row++) paths.add(batch.pathOf(row));
    expect([...paths]).toEqual([join(directory, 'data')]);
    expect(await countRows(join(made.out, 'sqe.arrow'))).toBe(made.run.requests.submitted);
  });
});

watching('by trace events alone short results cannot be judged', async () => {
  await inTemporaryDirectory(async (directory) => {
    const made = await reproduceProgram(directory, 'ignore', ['--events']);
    expect(made.status, made.stderr).toBe(125);
    expect(made.findings.verdict).toMatchObject({ class: 'not-enough-evidence', fault: null });
    expect(made.run).toMatchObject({ source: 'events', failed: [] });
    expect(made.run.requests.completed).toBeGreaterThan(0);
    expect(made.names).not.toContain('sqe.arrow');
    expect(made.leftovers).toEqual([]);
  });
});

watching('a command without a request is no clean one', async () => {
  await inTemporaryDirectory(async (directory) => {
    const made = await reproduce(directory, ['sh', '-c', 'echo to standard output; exit 3'], ['--no-trace']);
    expect(made.status, made.stderr).toBe(125);
    expect(made.findings.verdict.sentence).toBe('The command made no request of io_uring.');
    expect(made.run.invocations[0]?.exitCode).toBe(3);
    expect(made.stderr).toContain('to standard output');
    expect(made.run.capture).toMatchObject({ trace: null, missing: ['not asked for'] });
  });
});

watching(
  'of a record that is not whole what is missing is told, and no verdict given without it',
  async () => {
    await inTemporaryDirectory(async (directory) => {
      const { out } = await reproduceProgram(directory, 'handle', ['--no-trace']);
      await rm(join(out, 'strace.jsonl'));
      const { status, stdout, stderr } = await lab(['analyze', out, '--json', '--exit-code']);
      expect(status, stderr).toBe(125);
      const { verdict } = JSON.parse(stdout);
      expect(verdict).toMatchObject({ class: 'not-enough-evidence', confidence: 'low', fault: null });
      expect(verdict.unknowns[0]).toBe(
        'strace.jsonl is missing: what the command did with short results is not known.',
      );
    });
  },
);
