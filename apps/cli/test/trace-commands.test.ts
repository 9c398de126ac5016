import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { findUnknownDifferences } from './known-differences.ts';
import { inTemporaryDirectory, isRoot, lab, MAIN, run } from './lab.ts';

const FIXTURES = fileURLToPath(new URL('../../../packages/trace-parser/fixtures/', import.meta.url));
const HEALTHY = join(FIXTURES, 'uring-xfs-v7.dat.gz');
const LOSSY = join(FIXTURES, 'lossy-two-instances-v7.dat.gz');
const TEXT = join(FIXTURES, 'bugzilla-208827.txt');

function writeUnpacked(directory: string): string {
  const path = join(directory, 'trace.dat');
  writeFileSync(path, gunzipSync(readFileSync(HEALTHY)));
  return path;
}

/** Offset of a page of the ring buffer: it begins with a time and how much of it is used. */
function findPage(bytes: Buffer): number {
  for (let at = 4096; at + 4096 <= bytes.length; at += 4096) {
    const time = bytes.readBigUInt64LE(at);
    const used = bytes.readUInt32LE(at + 8);
    if (time > 1_000_000_000n && time < 1_000_000_000_000_000n && used > 0 && used <= 4080) return at;
  }
  throw new Error('the recording has no pages');
}

/** A recording with a page that says it is longer than pages are. */
function writeDamaged(directory: string): string {
  const path = writeUnpacked(directory);
  const bytes = readFileSync(path);
  bytes.writeUInt32LE(0x00ff_ffff, findPage(bytes) + 8);
  writeFileSync(path, bytes);
  return path;
}

test('what is wanted is trace.dat where nothing is named', async () => {
  await inTemporaryDirectory(async (directory) => {
    writeUnpacked(directory);
    const { stdout, status } = await lab(['trace', 'report', '-N', '-t'], { cwd: directory });
    const expected = gunzipSync(readFileSync(join(FIXTURES, 'uring-xfs-v7.txt.gz'))).toString('latin1');
    expect(status).toBe(0);
    expect(stdout).toBe(expected);
  });
});

test('a report of standard input, a part of it by time, CPU and name', async () => {
  const { stdout } = await run('sh', [
    '-c',
    `exec "$0" "$1" trace report -e io_uring:io_uring_complete - < "$2"`,
    process.execPath,
    MAIN,
    HEALTHY,
  ]);
  const [head, ...lines] = stdout.trimEnd().split('\n');
  expect(head).toMatch(/^cpus=\d+$/);
  expect(lines.length).toBeGreaterThan(2);
  expect(lines.every((line) => line.includes(' io_uring_complete: '))).toBe(true);
  const [, cpu = '', seconds = ''] = /\[(\d+)\] +([\d.]+):/.exec(lines.at(-1) ?? '') ?? [];
  const { stdout: late } = await lab([
    'trace',
    'report',
    '-t',
    HEALTHY,
    '--from',
    seconds,
    '--cpu',
    String(Number(cpu)),
  ]);
  const times = late
    .split('\n')
    .slice(1, -1)
    .map((line) => /\[(\d+)\] +([\d.]+):/.exec(line));
  expect(times.length).toBeGreaterThan(0);
  expect(times.every((found) => found?.[1] === cpu && Number(found[2]) >= Number(seconds))).toBe(true);
});

test('the events of a text are reported', async () => {
  const { stdout, status } = await lab(['trace', 'report', TEXT]);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^cpus=\d+\n.*xfs_file_buffered_read: /);
});

test('control characters are shown where that is asked for', async () => {
  await inTemporaryDirectory(async (directory) => {
    const path = join(directory, 'text');
    writeFileSync(
      path,
      '# tracer: nop\n#\n  evil\u001b[2J-42 [001] ..... 1.000000: sched_waking: comm=a pid=1 prio=0 target_cpu=000\n',
    );
    const { stdout: escaped } = await lab(['trace', 'report', '--escape', path]);
    expect(escaped).toContain('evil\\x1b[2J-42');
    const { stdout: raw } = await lab(['trace', 'report', path]);
    expect(raw).toContain('evil\u001b[2J-42');
  });
});

test.each([
  [['--cpus'], /^ {2}labb: 1\n {2}laba: 0\n {2}laba: 1\n$/],
  [['--first-event'], /^ {2}labb: 1\t\d+\.\d{9}\n/],
  [['--last-event', '--uname'], /^ {2}labb: 1\t\d+\.\d{9}\n[\s\S]*\nLinux\n$/],
  [['--stat'], /^statistics were not recorded\n$/],
  [['--version-of-recorder'], /^the version was not recorded\n$/],
])('trace report %j tells that instead of events', async (args, expected) => {
  const { status, stdout } = await lab(['trace', 'report', ...args, LOSSY]);
  expect([status, stdout]).toEqual([0, expect.stringMatching(expected)]);
});

test('a reader that leaves early is no error', async () => {
  const { status, stderr, stdout } = await run('bash', [
    '-c',
    'set -o pipefail; "$0" "$1" trace report "$2" | head -n 1',
    process.execPath,
    MAIN,
    LOSSY,
  ]);
  expect([status, stderr, stdout]).toEqual([0, '', 'cpus=2\n']);
});

test.each([['report'], ['info'], ['check']])(
  'trace %s on a full standard output is E_NO_SPACE',
  async (command) => {
    const { status, stderr } = await run('sh', [
      '-c',
      'exec "$0" "$1" trace "$2" "$3" > /dev/full',
      process.execPath,
      MAIN,
      command,
      HEALTHY,
    ]);
    expect(stderr).toMatch(/^uringlab: E_NO_SPACE: standard output cannot be written\n/);
    expect(status).toBe(3);
  },
);

test('trace info says who recorded what, for people and as JSON', async () => {
  const { stdout } = await lab(['trace', 'info', LOSSY]);
  expect(stdout).toMatch(/^trace {7}trace\.dat version 7/);
  expect(stdout).toMatch(
    /^instance {4}\S+, clock local, sub-buffers of 4,096 bytes; events: [\d,]+\s+on\s+CPU /m,
  );
  expect(stdout).toMatch(/^lost {8}[\d,]+ events lost as the ring buffer counted/m);
  const { stdout: json } = await lab(['trace', 'info', '--json', HEALTHY]);
  const described = JSON.parse(json);
  const lines = gunzipSync(readFileSync(join(FIXTURES, 'uring-xfs-v7.txt.gz')))
    .toString('latin1')
    .trimEnd()
    .split('\n');
  expect(described).toMatchObject({ source: { kind: 'trace.dat' }, events: lines.length - 1 });
  expect(described.types[0]).toEqual({
    system: expect.any(String),
    name: expect.any(String),
    events: expect.any(Number),
  });
});

test('trace check says what is wrong and where, and its status is asked for', async () => {
  await inTemporaryDirectory(async (directory) => {
    const damaged = writeDamaged(directory);
    const { stdout, status } = await lab(['trace', 'check', damaged]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^verdict {5}damaged\n/);
    expect(stdout).toMatch(/\(page-header\)[\s\S]*CPU \d+, page \d+,\s+offset\s+0x[0-9a-f]+/);
    expect((await lab(['trace', 'check', '--exit-code', damaged])).status).toBe(1);
    expect((await lab(['trace', 'check', '--exit-code', HEALTHY])).status).toBe(0);
    const { stdout: json } = await lab(['trace', 'check', '--json', LOSSY]);
    expect(JSON.parse(json)).toMatchObject({ kind: 'lossy', diagnostics: [], cpus: expect.any(Array) });
  });
});

test('trace repair writes a sound file with all events but those of the damaged page, and says that some are missing', async () => {
  await inTemporaryDirectory(async (directory) => {
    const damaged = writeDamaged(directory);
    const out = join(directory, 'repaired.dat');
    const { stdout, status } = await lab(['trace', 'repair', damaged, '-o', out]);
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /repaired\.dat: [\d,]+ events saved, [\d,]+ bytes could not be read, 0 records left out\n/,
    );
    const check = await lab(['trace', 'check', '--exit-code', '--json', out]);
    expect(check.status).toBe(0);
    expect(JSON.parse(check.stdout)).toMatchObject({ kind: 'lossy', diagnostics: [] });
    const before = await lab(['trace', 'report', damaged]);
    const after = await lab(['trace', 'report', out]);
    // The line after a loss stands without the name of its instance.
    const plain = (text: string) => text.replace(/^.*EVENTS DROPPED.*\n/gm, '').replace(/^lab: /gm, '');
    expect(before.stdout.split('\n').length).toBeGreaterThan(10);
    expect(plain(after.stdout)).toBe(plain(before.stdout));
  });
});

test.each([
  ['perfetto', 1],
  ['jsonl', 1],
  ['dat', 1],
  ['arrow', 2],
  ['parquet', 2],
])('trace export writes %s whole, and nothing beside it', async (format, files) => {
  await inTemporaryDirectory(async (directory) => {
    const out = join(directory, 'out');
    const names = ['-e', 'io_uring_complete', '-e', 'xfs:xfs_file_buffered_read'];
    const { status, stderr } = await lab([
      'trace',
      'export',
      HEALTHY,
      '--format',
      format,
      '-o',
      out,
      ...names,
    ]);
    expect([status, stderr]).toEqual([0, '']);
    expect(readdirSync(directory)).toEqual(['out']);
    expect(statSync(out).isDirectory() ? readdirSync(out).length : 1).toBe(files);
  });
});

test('an export does not write over its input, nor over a directory with files in it', async () => {
  await inTemporaryDirectory(async (directory) => {
    const path = writeUnpacked(directory);
    const before = readFileSync(path);
    const same = await lab(['trace', 'export', path, '--format', 'dat', '-o', path]);
    expect(same.stderr).toMatch(/^uringlab: E_USAGE: .* is the input\n/);
    const full = await lab(['trace', 'export', path, '--format', 'arrow', '-o', directory]);
    expect(full.stderr).toMatch(/^uringlab: E_PATH: .* is there and not an empty directory\n/);
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(directory)).toEqual(['trace.dat']);
  });
});

const needsRoot = isRoot ? test : test.skip;
if (!isRoot) console.warn('skipped: exports to a full disk: one is made as root');

needsRoot('a full disk is E_NO_SPACE, and what was there stays', async () => {
  await inTemporaryDirectory(async (directory) => {
    const disk = join(directory, 'disk');
    mkdirSync(disk);
    expect((await run('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk])).status).toBe(0);
    try {
      const out = join(disk, 'out.jsonl');
      writeFileSync(out, 'before');
      const { status, stderr } = await lab(['trace', 'export', LOSSY, '--format', 'jsonl', '-o', out]);
      expect(stderr).toMatch(/^uringlab: E_NO_SPACE: .*out\.jsonl cannot be written\n/);
      expect(status).toBe(3);
      expect(readdirSync(disk)).toEqual(['out.jsonl']);
      expect(readFileSync(out, 'utf8')).toBe('before');
    } finally {
      await run('umount', [disk]);
    }
  });
});

/** Whether a process has the temporary file open in which it keeps what comes from a pipe. */
async function hasSpool(pid: number | undefined): Promise<boolean> {
  const directory = `/proc/${pid}/fd`;
  const names = await readdir(directory);
  const targets = await Promise.all(names.map((name) => readlink(join(directory, name)).catch(() => '')));
  return targets.some((target) => target.includes('/uringlab-trace-'));
}

test('an export that is interrupted leaves nothing', async () => {
  await inTemporaryDirectory(async (directory) => {
    // A pipe that is still open makes it wait for the rest.
    const child = spawn(process.execPath, [MAIN, 'trace', 'export', '-', '--format', 'jsonl', '-o', 'out'], {
      cwd: directory,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    child.stdin.write(gunzipSync(readFileSync(HEALTHY)).subarray(0, 100_000));
    await expect.poll(() => hasSpool(child.pid), { timeout: 30_000 }).toBe(true);
    const status = new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal)));
    child.kill('SIGINT');
    child.stdin.end();
    expect(await status).toBe(130);
    expect(readdirSync(directory)).toEqual([]);
  });
});

test('a difference that the list does not have is told', () => {
  const line = (info: string, event = 'timer_start') => `  sh-1  [000]  1.000000: ${event}: ${info}\n`;
  const known = line('timer=0x1 flags=D|P|I');
  expect(findUnknownDifferences(known, line('timer=0x1 flags='), 'text')).toEqual([]);
  expect(findUnknownDifferences(known, line('timer=0x2 flags='), 'text')).not.toEqual([]);
  expect(findUnknownDifferences(known, line('timer=0x1 flags=', 'timer_init'), 'text')).not.toEqual([]);
  expect(findUnknownDifferences(line('a'), '', 'text')).not.toEqual([]);
  expect(findUnknownDifferences(known, line('timer=0x1 flags='), 'fields')).not.toEqual([]);
});
