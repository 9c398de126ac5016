import { writeFileSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inTemporaryDirectory, isRoot, lab, listLeftovers, MAIN, run, startLab } from './lab.ts';

const needsRoot = isRoot ? test : test.skip;
if (!isRoot) console.warn('skipped: a full disk and a machine without io_uring are made as root');

test.each([
  [['--frobnicate'], 'unknown option'],
  [['reproduce', '--consumer', 'hope'], 'Allowed choices are ignore, strict, resubmit'],
  [['reproduce', 'no-such-scenario'], 'nowait-page-boundary'],
  [['reproduce', '--block-size', '1000'], 'multiple of 4096'],
  [['reproduce', '--depth', '0'], 'from 1 to 4096'],
  [['reproduce', '--dir', '.', '--fs', 'xfs'], 'give one of the two'],
  [['frobnicate'], 'unknown command'],
  [['analyze'], "missing required argument 'run-or-trace'"],
  [['analyze', '/nowhere/at/all'], 'does not exist'],
  [['report', '/nowhere/at/all'], 'does not exist'],
  [['report', '/proc/version'], 'is not a run directory'],
  [['reproduce', '--dir', ''], 'a path is expected'],
  [['reproduce', '--out', ''], 'a path is expected'],
  [['reproduce', '--work', ''], 'a path is expected'],
  [['analyze', ''], 'a path is expected'],
  [['reproduce', '--block-size', '4k'], 'nothing with blocks of one page'],
  [['reproduce', 'eio-behind-good-pages', '--block-size', '4k'], 'nothing with blocks of one page'],
  [['reproduce', '--block-size', '1m', '--depth', '4096'], 'at most 1024'],
  [['reproduce', '--file-size', '900000g'], 'at most 65536 MiB'],
  [['reproduce', '--depth', '0'], '`uringlab reproduce --help`'],
  [['eof-tail'], '`uringlab reproduce eof-tail`'],
  [['reproduce', '--dir', '/proc'], 'name another directory with --dir'],
  [['reproduce', '--dir', '/nowhere/at/all'], 'does not exist'],
  [['reproduce', '--dir', '/proc/version'], 'is not a directory'],
])('%j is refused with a code, a sentence and status 2', async (args, words) => {
  await inTemporaryDirectory(async (directory) => {
    const { status, stdout, stderr } = await lab(args, { cwd: directory });
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^uringlab: E_(?:USAGE|PATH|RUN_DAMAGED): /m);
    expect(stderr).toContain(words);
    expect(await listLeftovers(directory)).toEqual([]);
  });
});

test.each([[['scenarios']], [['scenarios', '--json']], [['--help']]])(
  '%j on a full standard output is E_NO_SPACE and status 3',
  async (args) => {
    const { status, stderr } = await run('sh', [
      '-c',
      'exec "$@" > /dev/full',
      'sh',
      process.execPath,
      MAIN,
      ...args,
    ]);
    expect(stderr).toMatch(/^uringlab: E_NO_SPACE: standard output cannot be written\n/);
    expect(status).toBe(3);
  },
);

test('standard error that is closed early does not stop a run', async () => {
  await inTemporaryDirectory(async (directory) => {
    const place = join(directory, 'run');
    const args = ['reproduce', 'eof-tail', '--dir', directory, '--out', place, '--no-trace'];
    const { status } = await run('sh', [
      '-c',
      '"$@" 2>&1 >/dev/null | true',
      'sh',
      process.execPath,
      MAIN,
      ...args,
    ]);
    expect(status).toBe(0);
    expect(await readdir(place)).toContain('report.txt');
    expect(await listLeftovers(directory)).toEqual([]);
  });
});

test('an error is JSON where the caller asked for it', async () => {
  const { status, stdout } = await lab(['analyze', '/nowhere/at/all', '--json']);
  expect(status).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'E_PATH', hint: expect.any(String) } });
});

test('a run directory is never written over', async () => {
  await inTemporaryDirectory(async (directory) => {
    await writeFile(join(directory, 'precious'), 'data');
    const { status, stderr } = await lab(['reproduce', '--out', directory]);
    expect(status).toBe(2);
    expect(stderr).toContain('is not empty');
    expect(await readFile(join(directory, 'precious'), 'utf8')).toBe('data');
  });
});

test('no arguments: the help, and status 2', async () => {
  const { status, stderr } = await lab([]);
  expect(status).toBe(2);
  expect(stderr).toContain('Usage: uringlab');
});

test('bytes that are no trace are refused', async () => {
  await inTemporaryDirectory(async (directory) => {
    for (const bytes of [
      '',
      'dear list,\nnothing to see here\n',
      '\u0017\u0008\u0044tracing',
      Buffer.alloc(5000, 0xff),
    ]) {
      await writeFile(join(directory, 'noise'), bytes);
      const { status, stderr } = await lab(['analyze', join(directory, 'noise')]);
      expect(status).toBe(2);
      expect(stderr).toMatch(/^uringlab: E_TRACE_UNREADABLE: /);
    }
  });
});

test('of a damaged run directory what is whole is judged, and the rest is named; reports are refused', async () => {
  await inTemporaryDirectory(async (directory) => {
    const place = join(directory, 'run');
    const made = await lab(['reproduce', 'eof-tail', '--dir', directory, '--out', place, '--no-trace']);
    expect(made.stderr).not.toContain('E_');
    expect(made.status).toBe(0);
    const path = join(place, 'ops.arrow');
    const bytes = await readFile(path);
    bytes[100] = (bytes[100] ?? 0) ^ 0xff;
    await writeFile(path, bytes);
    const { status, stdout } = await lab(['analyze', place, '--json', '--exit-code']);
    expect(status).toBe(125);
    const { verdict } = JSON.parse(stdout);
    expect(verdict).toMatchObject({ class: 'not-enough-evidence', confidence: 'low', fault: null });
    expect(verdict.unknowns[0]).toBe(
      'ops.arrow is damaged (ops.arrow is not the file that run.json describes): the requests and their results are not known.',
    );
    const report = await lab(['report', place]);
    expect(report.status).toBe(2);
    expect(report.stderr).toMatch(/E_RUN_DAMAGED: ops\.arrow is not the file that run\.json describes/);
  });
});

test('a scenario that needs a loop device refuses a directory', async () => {
  await inTemporaryDirectory(async (directory) => {
    const { status, stderr } = await lab([
      'reproduce',
      'eio-behind-good-pages',
      '--dir',
      directory,
      '--out',
      join(directory, 'run'),
    ]);
    expect(status).toBe(3);
    expect(stderr).toMatch(isRoot ? /E_SCENARIO_UNAVAILABLE/ : /E_NEEDS_ROOT|E_SCENARIO_UNAVAILABLE/);
  });
});

needsRoot('a file system on which nothing can be shown is refused, and left as it was', async () => {
  await inTemporaryDirectory(async (directory) => {
    const { status, stderr } = await lab(['reproduce', '--dir', '/dev/shm', '--out', join(directory, 'run')]);
    expect(status).toBe(3);
    expect(stderr).toContain('E_SCENARIO_UNAVAILABLE: nowait-page-boundary cannot show anything on tmpfs');
    expect(await listLeftovers('/dev/shm')).toEqual([]);
  });
});

/** A small tmpfs mounted for the time of `use`. */
async function withSmallDisk(options: string, use: (directory: string) => Promise<void>): Promise<void> {
  await inTemporaryDirectory(async (directory) => {
    const place = join(directory, 'small');
    await mkdir(place);
    expect((await run('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', place])).status).toBe(0);
    try {
      await use(place);
    } finally {
      expect((await run('umount', [place])).status).toBe(0);
    }
  });
}

needsRoot('a work directory without room for the image is refused before anything is made', async () => {
  await withSmallDisk('size=64m', async (place) => {
    await inTemporaryDirectory(async (directory) => {
      const { status, stderr } = await lab(['reproduce', '--work', place, '--out', join(directory, 'run')]);
      expect(status).toBe(3);
      expect(stderr).toContain('E_NO_SPACE');
      expect(stderr).toContain('--work');
      expect(await listLeftovers(place)).toEqual([]);
    });
  });
});

needsRoot('a run directory without room for the run is refused before anything is made', async () => {
  await withSmallDisk('size=30m', async (place) => {
    await inTemporaryDirectory(async (directory) => {
      const { status, stderr } = await lab(['reproduce', '--work', directory, '--out', join(place, 'run')]);
      expect(stderr).toContain('E_NO_SPACE');
      expect(stderr).toContain('--out');
      expect(stderr).not.toContain('making a place');
      expect(status).toBe(3);
      expect(await readdir(place)).toEqual([]);
    });
  });
});

needsRoot(
  'a disk that fills up while the run is written is E_NO_SPACE, and everything is undone',
  async () => {
    await withSmallDisk('size=48m', async (place) => {
      await inTemporaryDirectory(async (directory) => {
        const { child, outcome } = startLab(['reproduce', '--work', directory, '--out', join(place, 'run')]);
        child.stderr?.on('data', (chunk: Buffer) => {
          if (!chunk.includes('making a place')) return;
          // More than there is room for: the rest is taken up to the last page.
          try {
            writeFileSync(join(place, 'ballast'), Buffer.alloc(64 * 2 ** 20));
          } catch {}
        });
        const { status, stderr } = await outcome;
        expect(stderr).toContain('reading 1024 blocks');
        expect(stderr).toContain('E_NO_SPACE');
        expect(status).toBe(3);
        expect(await listLeftovers(directory)).toEqual([]);
        expect(await readdir(place)).toEqual(['ballast']);
      });
    });
  },
);

needsRoot('what is read-only is named, with the option that names another place', async () => {
  await withSmallDisk('ro', async (place) => {
    await inTemporaryDirectory(async (directory) => {
      for (const [args, option] of [
        [['--work', place, '--out', join(directory, 'run')], '--work'],
        [['--dir', place, '--out', join(directory, 'run')], '--dir'],
        [['--work', directory], '--out'],
      ] as const) {
        const { status, stderr } = await lab(['reproduce', ...args], { cwd: place });
        expect(stderr).toMatch(/E_PATH: .* cannot be (?:written|made)$/m);
        expect(stderr).toContain('EROFS');
        expect(stderr).toContain(`hint: name another directory with ${option} DIR`);
        expect(status).toBe(2);
        expect(await listLeftovers(directory)).toEqual([]);
      }
    });
  });
});

needsRoot('the verdict of a run that cannot be written to is told all the same', async () => {
  await withSmallDisk('size=48m', async (place) => {
    const out = join(place, 'run');
    const made = await lab(['reproduce', 'eof-tail', '--dir', '/var/tmp', '--out', out, '--no-trace']);
    expect(made.status, made.stderr).toBe(0);
    expect((await run('mount', ['-o', 'remount,ro', place])).status).toBe(0);
    const { status, stdout, stderr } = await lab(['analyze', out, '--json']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout).verdict.class).toBe('legal-short-read');
    expect(stderr).toMatch(/^uringlab: findings\.json was not written: EROFS/);
  });
});

needsRoot(
  'a kernel with io_uring switched off is E_URING_DISABLED, with the sysctl in the hint',
  async () => {
    const sysctl = '/proc/sys/kernel/io_uring_disabled';
    const before = await readFile(sysctl, 'utf8').catch(() => undefined);
    if (before === undefined) {
      console.warn('skipped: kernel.io_uring_disabled came with Linux 6.6');
      return;
    }
    await inTemporaryDirectory(async (directory) => {
      await writeFile(sysctl, '2');
      try {
        const { status, stderr } = await lab([
          'reproduce',
          '--out',
          join(directory, 'run'),
          '--work',
          directory,
        ]);
        expect(status).toBe(3);
        expect(stderr).toContain('E_URING_DISABLED');
        expect(stderr).toContain('kernel.io_uring_disabled');
        expect(await listLeftovers(directory)).toEqual([]);
        const doctor = await lab(['doctor']);
        expect(doctor.status).toBe(3);
        expect(doctor.stdout).toContain('sysctl kernel.io_uring_disabled=0');
      } finally {
        await writeFile(sysctl, before);
      }
    });
  },
);
