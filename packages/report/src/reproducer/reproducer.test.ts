import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FaultClass } from '@uringlab/schema';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { columns } from '../lint/line-kinds.ts';
import { renderReport } from '../render-report.ts';
import type { ReportInput } from '../report-input.ts';
import { recordedReport } from '../testing/recorded-report.ts';
import { smallRace } from '../testing/sample-race.ts';
import { sampleReport } from '../testing/sample-run.ts';
import { cleanReport, endOfFileReport, hiddenErrorReport } from '../testing/sample-verdicts.ts';

const HAS_LIBURING = existsSync('/usr/include/liburing.h');
const HAS_FIO = spawnSync('fio', ['--version']).status === 0;
const HAS_LOOP =
  process.getuid?.() === 0 && spawnSync('mkfs.xfs', ['-V']).status === 0 && existsSync('/dev/loop-control');
/** ext4, XFS, btrfs (include/uapi/linux/magic.h): their pages can be dropped, and they know RWF_NOWAIT. */
const ON_DISK = [0xef53, 0x58465342, 0x9123683e].includes(statfsSync(tmpdir()).type);
if (!ON_DISK) console.log(`skipped: RWF_NOWAIT reads in ${tmpdir()}, which is not ext4, XFS or btrfs`);
if (!HAS_LIBURING) console.log('skipped: reproducers are not compiled, liburing-dev is not installed');
if (!HAS_FIO) console.log('skipped: fio jobs are not run, fio is not installed');
if (!HAS_LOOP) console.log('skipped: loop devices need root and mkfs.xfs');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'uringlab-report-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A run of one read, as `uringlab minimize` leaves it. */
function oneRead(): ReportInput {
  const input = sampleReport();
  for (const phase of input.run.phases) phase.operations = 1;
  return input;
}

/** A run whose application does something wrong. */
function misuse(found: FaultClass): ReportInput {
  const input = sampleReport();
  input.findings.verdict.class = found;
  return input;
}

const MISUSES = ['retry-at-wrong-offset', 'overlapping-memory'] as const;

const PROGRAMS: Record<string, ReportInput> = {
  nowait: sampleReport(),
  'one-read': oneRead(),
  'wrong-offset': misuse('retry-at-wrong-offset'),
  'shared-buffer': misuse('overlapping-memory'),
  'end-of-file': endOfFileReport(),
  'hidden-error': hiddenErrorReport(),
  race: smallRace(false),
  'race-sqpoll': smallRace(true),
  'file-size-limit': recordedReport('write-over-file-size-limit'),
  'no-space': recordedReport('write-into-full-filesystem'),
};

function compile(name: string): string {
  const { reproducer } = renderReport(PROGRAMS[name] as ReportInput);
  const source = join(folder, `${name}.c`);
  const program = join(folder, name);
  writeFileSync(source, reproducer ?? '');
  execFileSync('cc', ['-Wall', '-Wextra', '-Werror', '-O2', source, '-luring', '-o', program]);
  return program;
}

/** Runs in a folder of its own, so that what it leaves behind shows. */
function run(program: string, args: string[] = [], cwd = folder): { status: number | null; stdout: string } {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8' });
  return { status, stdout: `${stdout}${stderr}` };
}

describe.each(Object.keys(PROGRAMS))('the program for %s', (name) => {
  test('is under 100 lines of at most 75 columns', () => {
    const lines = (renderReport(PROGRAMS[name] as ReportInput).reproducer ?? '').trimEnd().split('\n');
    expect(lines.length).toBeLessThan(100);
    expect(lines.filter((line) => columns(line) > 75)).toEqual([]);
  });

  test.skipIf(!HAS_LIBURING)('compiles without a warning', () => {
    expect(existsSync(compile(name))).toBe(true);
  });
});

describe.skipIf(!HAS_LIBURING)('reproducers on this kernel', () => {
  test.skipIf(!ON_DISK)('a partly cached RWF_NOWAIT read comes back short: exit status 1', () => {
    const program = compile('nowait');
    // A device that answers within the call itself can hide it, so a few tries.
    const tries = Array.from({ length: 5 }, () => run(program));
    expect(tries.map(({ status }) => status)).toContain(1);
    expect(tries.find(({ status }) => status === 1)?.stdout).toMatch(
      /^read of 65536 at \d+: 4096\nbyte 4096: 0x5a, expected 0x[89a-f][0-9a-f]\n\d+ of 256 reads short\n$/,
    );
  });

  test.skipIf(!ON_DISK)('the program of a run of one read is shorter, and shows the same', () => {
    expect(run(compile('one-read'))).toEqual({
      status: 1,
      stdout: 'read of 65536: 4096; byte 4096: 0x5a, expected 0xa5\n',
    });
    const length = (name: string) => renderReport(PROGRAMS[name] as ReportInput).reproducer?.length ?? 0;
    expect(length('one-read')).toBeLessThan(length('nowait'));
  });

  test.skipIf(!ON_DISK)(
    'the rest asked for at a wrong offset is of another place, at the right one it is not',
    () => {
      const program = compile('wrong-offset');
      expect(run(program)).toEqual({
        status: 1,
        stdout: 'read of 65536 at 65536: 4096, the rest asked for at 4096\nbyte 4096: 0xb0, expected 0xa5\n',
      });
      expect(run(program, ['repro.data', 'right'])).toEqual({
        status: 0,
        stdout: 'read of 65536 at 65536: 4096, the rest asked for at 69632\nbyte 4096: 0xa5, expected 0xa5\n',
      });
    },
  );

  test('two reads with one buffer lose the bytes of one, with two they do not', () => {
    const program = compile('shared-buffer');
    expect(run(program)).toEqual({
      status: 1,
      stdout: 'first read: 0xb0, expected 0xa5; second read: 0xb0, expected 0xb0\n',
    });
    expect(run(program, ['repro.data', 'right'])).toEqual({
      status: 0,
      stdout: 'first read: 0xa5, expected 0xa5; second read: 0xb0, expected 0xb0\n',
    });
  });

  test('a read across the end of the file comes back short: exit status 1', () => {
    expect(run(compile('end-of-file'))).toEqual({
      status: 1,
      stdout: 'read of 65536 at 0: 4096\nbyte 4096: 0x5a, expected 0x81\n',
    });
  });

  test.each(['race', 'race-sqpoll'])('%s: this kernel asks for the rest itself, exit status 0', (name) => {
    expect(run(compile(name), ['race.data', '2'])).toEqual({
      status: 0,
      stdout: 'no short read in 2 passes of 64 reads\n',
    });
  });

  test('a file that reads to its end hides no error: exit status 0', () => {
    writeFileSync(join(folder, 'good'), Buffer.alloc(2 * 65536, 1));
    expect(run(compile('hidden-error'), ['good'])).toEqual({
      status: 0,
      stdout: '0 of 2 reads short, 0 errors\n',
    });
  });

  test.each(['nowait', 'end-of-file', 'race', 'wrong-offset', 'shared-buffer'])(
    '%s does not touch a file that exists: exit status 2',
    (name) => {
      writeFileSync(join(folder, 'mine'), 'mine');
      expect(run(compile(name), ['mine'])).toEqual({ status: 2, stdout: 'mine: File exists\n' });
    },
  );

  test('a write over RLIMIT_FSIZE comes back short, and the rest is refused: exit status 1', () => {
    expect(run(compile('file-size-limit'))).toEqual({
      status: 1,
      stdout: 'write of 65536 at 65536: 20992; the file ends at 86528; the rest: File too large\n',
    });
    expect(existsSync(join(folder, 'repro.data'))).toBe(false);
  });

  test('a write is short where there is no room for it, and whole where there is', () => {
    const program = compile('no-space');
    expect(run(program, ['roomy'])).toMatchObject({ status: 0 });
    if (!HAS_LOOP) return;
    const mount = join(folder, 'memory');
    mkdirSync(mount);
    const { reproducer } = renderReport(PROGRAMS['no-space'] as ReportInput);
    const [, size] = /-o (size=\d+)/.exec(reproducer ?? '') ?? [];
    execFileSync('mount', ['-t', 'tmpfs', '-o', `${size}`, 'none', mount]);
    try {
      const { status, stdout } = run(program, [join(mount, 'data')]);
      expect(stdout).toMatch(/^write of 65536 at \d+: 20480; .*; the rest: No space left on device\n$/);
      expect(status).toBe(1);
    } finally {
      execFileSync('umount', [mount]);
    }
  });

  test('without a file there is nothing to read: exit status 2', () => {
    expect(run(compile('hidden-error'))).toMatchObject({ status: 2 });
  });

  test.skipIf(!HAS_LOOP)('the commands in the comment build the device with the hidden error', () => {
    const program = compile('hidden-error');
    const { reproducer } = renderReport(hiddenErrorReport());
    const [, ...commands] = [...(reproducer ?? '').matchAll(/^ \*\t(.*)$/gm)].map(
      ([, command]) => command ?? '',
    );
    const cwd = join(folder, 'device');
    mkdirSync(cwd);
    execFileSync('cp', [program, join(cwd, 'repro')]);
    const script = commands.join('\n').replace('./repro mnt/file;', './repro mnt/file; status=$?;');
    const { status, stdout, stderr } = spawnSync('sh', ['-c', `${script}\nexit $status`], {
      cwd,
      encoding: 'utf8',
    });
    expect(stdout, stderr).toContain(
      'read of 65536 at 0: 4096; the rest: Input/output error\n1 of 1 reads short, 0 errors\n',
    );
    expect(status).toBe(1);
  });

  test.skipIf(!HAS_LOOP)('XFS on a loop device shows the short RWF_NOWAIT read', () => {
    const program = compile('nowait');
    const [image, mount] = [join(folder, 'xfs.img'), join(folder, 'xfs')];
    execFileSync('truncate', ['-s', '320M', image]);
    execFileSync('mkfs.xfs', ['-q', image]);
    mkdirSync(mount);
    execFileSync('mount', ['-o', 'loop', image, mount]);
    try {
      const tries = Array.from({ length: 5 }, () => run(program, [join(mount, 'data')]).status);
      expect(tries).toContain(1);
    } finally {
      execFileSync('umount', [mount]);
    }
  });
});

describe.skipIf(!HAS_FIO)('fio jobs', () => {
  function runFio(input: ReportInput, args: string[] = []) {
    writeFileSync(join(folder, 'repro.fio'), renderReport(input).fioJob ?? '');
    return run('fio', [...args, 'repro.fio']);
  }

  test.each(['nowait', 'race', 'race-sqpoll'])('%s is a job that fio takes', (name) => {
    expect(runFio(PROGRAMS[name] as ReportInput, ['--parse-only'])).toMatchObject({ status: 0 });
  });

  test.skipIf(!ON_DISK)('nowait: fio asks for the rest, gets -EAGAIN and says so', () => {
    const tries = Array.from({ length: 5 }, () => runFio(PROGRAMS.nowait as ReportInput));
    const hit = tries.find(({ status }) => status === 1);
    expect(hit?.stdout).toContain('Resource temporarily unavailable: read offset=4096, buflen=61440');
    expect(hit?.stdout).toContain('short=1,');
  });

  test('race: fio verifies every pass on this kernel', () => {
    expect(runFio(PROGRAMS.race as ReportInput)).toMatchObject({ status: 0 });
  });

  test('leave nothing behind', () => {
    runFio(PROGRAMS.nowait as ReportInput);
    expect(existsSync(join(folder, 'repro.fio.data'))).toBe(false);
  });
});

test('an end of file, an error and what an application does wrong have no fio job', () => {
  for (const input of [endOfFileReport(), hiddenErrorReport(), ...MISUSES.map(misuse)])
    expect(renderReport(input).fioJob).toBeNull();
});

test('what an application does wrong is no test of a kernel', () => {
  for (const found of MISUSES) expect(renderReport(misuse(found)).fstest).toBeNull();
});

test('a run without a fault gets the program of its scenario', () => {
  expect(renderReport(cleanReport()).reproducer).toBe(renderReport(sampleReport()).reproducer);
});

test('an unknown trigger gets no program', () => {
  const input = sampleReport();
  input.findings.verdict.trigger = 'unknown';
  expect(renderReport(input).reproducer).toBeNull();
});

test('a version can not end the comment of a program', () => {
  const input = sampleReport();
  input.run.lab.version = '*/ int x;\n#error';
  expect(renderReport(input).reproducer).not.toMatch(/\*\/ int x|#error/);
});
