import { constants } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { expect, test } from 'vitest';
import { inTemporaryDirectory, lab, run } from './lab.ts';
import { canUseBpf, hasFio, prepareFio } from './strace-target.ts';

const canTrace = canUseBpf && hasFio;
if (!canTrace) console.warn('skipped: uringlab strace needs root, BTF and fio');
const tracing = canTrace ? test : test.skip;

const READS = 64;
const CLOSING = `--- ${READS} requests, 0 short, 0 records lost\n`;

/** The lines that were written, the closing one taken off. */
async function readLines(path: string): Promise<string[]> {
  const text = await readFile(path, 'utf8');
  expect(text.endsWith(CLOSING), text.slice(-200)).toBe(true);
  return text.slice(0, -CLOSING.length).trimEnd().split('\n');
}

tracing(
  '-o: a line for each request of a fio job, with file, offset, length and result, as many as fio issued',
  async () => {
    await inTemporaryDirectory(async (directory) => {
      const job = await prepareFio(directory);
      const out = join(directory, 'lines');
      const { status, stdout, stderr } = await lab(['strace', '-o', out, '--', ...job.command]);
      expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
      const lines = await readLines(out);
      const shape =
        /^\[\d+\] \d+\.\d{6} READ\(fd=\d+<(.*)>, buf=0x[0-9a-f]+, len=16384, off=(0x[0-9a-f]+)\) = 16384 <[\d.]+(?:us|ms|s)>/;
      const offsets = lines.map((line) => {
        const [, path, offset] = shape.exec(line) ?? [];
        expect(path, line).toBe(job.file);
        return Number(offset);
      });
      expect(lines).toHaveLength((await job.countIssued()).reads);
      expect(offsets.sort((a, b) => a - b)).toEqual(
        Array.from({ length: READS }, (_, block) => block * 16384),
      );
    });
  },
);

tracing('lines go to standard error, and the command has standard output', async () => {
  await inTemporaryDirectory(async (directory) => {
    const job = await prepareFio(directory);
    const { status, stdout, stderr } = await lab([
      'strace',
      'sh',
      '-c',
      `${job.command.join(' ')}; echo done; exit 3`,
    ]);
    expect(status).toBe(3);
    expect(stdout).toBe('done\n');
    expect(stderr.match(/^\[\d+\] .* READ\(/gm)).toHaveLength(READS);
    expect(stderr.endsWith(CLOSING.replace('\n', ', the command exited with 3\n'))).toBe(true);
  });
});

tracing('--json: every line parses, and the last one has the counts', async () => {
  await inTemporaryDirectory(async (directory) => {
    const job = await prepareFio(directory, ['--thread=0']);
    const { status, stdout } = await lab(['strace', '--json', '-o', '-', ...job.command]);
    expect(status).toBe(0);
    const objects = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(objects.pop()).toMatchObject({
      type: 'end',
      submitted: READS,
      completed: READS,
      lost: 0,
      short: { unhandled: 0, undecided: 0 },
      exit_code: 0,
      exit_signal: null,
    });
    expect(objects).toHaveLength(READS);
    for (const object of objects)
      expect(object).toMatchObject({ type: 'request', op: 'READ', result: 16384, file: { path: job.file } });
  });
});

tracing('--arrow: a row for each request', async () => {
  await inTemporaryDirectory(async (directory) => {
    const job = await prepareFio(directory);
    const out = join(directory, 'requests.arrow');
    const { status, stderr } = await lab(['strace', '--arrow', out, '--', ...job.command]);
    expect(status, stderr).toBe(0);
    expect(stderr).toBe(CLOSING);
    const table = tableFromIPC(await readFile(out));
    expect(table.numRows).toBe(READS);
    expect(new Set(table.getChild('path') ?? [])).toEqual(new Set([job.file]));
    expect(new Set(table.getChild('result') ?? [])).toEqual(new Set([16384]));
    expect((await readdir(directory)).sort()).toEqual(['data', 'fio.json', 'requests.arrow']);
  });
});

tracing('-c: counts by operation, and no lines', async () => {
  await inTemporaryDirectory(async (directory) => {
    const job = await prepareFio(directory);
    const { status, stderr } = await lab(['strace', '-c', '--', ...job.command]);
    expect(status).toBe(0);
    expect(stderr).toMatch(/^READ +64 +0 +0 +1048576 /m);
    expect(stderr).not.toContain('READ(');
    const json = await lab(['strace', '-c', '--json', '-o', '-', '--', ...job.command]);
    const [summary, end] = json.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(summary).toMatchObject({ type: 'summary', ops: [{ op: 'READ', calls: READS, bytes: 1048576 }] });
    expect(end).toMatchObject({ type: 'end', completed: READS });
  });
});

tracing.each([
  [['-e', 'read'], READS],
  [['-e', 'trace=%read,write'], READS],
  [['-e', 'write'], 0],
  [['-e', '!%read'], 0],
  [['-e', 'short'], 0],
  [['-e', 'error'], 0],
  [['-P', 'FILE'], READS],
  [['-P', '/etc/passwd'], 0],
  [['-P', '/etc/passwd', '-P', 'FILE'], READS],
])('%j shows %i lines', async (options, shown) => {
  await inTemporaryDirectory(async (directory) => {
    const job = await prepareFio(directory);
    const words = options.map((word) => (word === 'FILE' ? job.file : word));
    const { status, stderr } = await lab(['strace', ...words, '--', ...job.command]);
    expect(status).toBe(0);
    expect(stderr.match(/ = 16384 /g) ?? []).toHaveLength(shown);
    expect(stderr.endsWith(CLOSING)).toBe(true);
  });
});

tracing.each([
  [['-t'], /^\[\d+\] \d\d:\d\d:\d\d READ\(fd=\d+<\/.* = 16384 </],
  [['-tt'], /^\[\d+\] \d\d:\d\d:\d\d\.\d{6} READ\(/],
  [['-ttt'], /^\[\d+\] \d{10}\.\d{6} READ\(/],
  [['-r'], /^\[\d+\] +\d+\.\d{6} READ\(/],
  [
    ['--no-time', '--no-paths', '--no-latency'],
    /^\[\d+\] READ\(fd=\d+, buf=\S+ len=16384, off=\S+\) = 16384$/,
  ],
  [['-f', '-y', '-T', '-q'], /^\[\d+\] \d+\.\d{6} READ\(fd=\d+<\/.* = 16384 <[\d.]+us>/],
])('%j', async (options, shape) => {
  await inTemporaryDirectory(async (directory) => {
    const job = await prepareFio(directory);
    const { status, stderr } = await lab(['strace', ...options, '--', ...job.command]);
    expect(status).toBe(0);
    const lines = stderr.trimEnd().split('\n');
    expect(lines.filter((line) => shape.test(line)).length, lines[0]).toBeGreaterThan(0);
    expect(lines.at(-1)?.startsWith('--- ')).toBe(!options.includes('-q'));
  });
});

tracing.each([
  [['true'], 0],
  [['sh', '-c', 'exit 9'], 9],
  [['sh', '-c', 'kill -TERM $$'], 143],
  [['/no/such/program'], 127],
  [['/etc/passwd'], 126],
])('the status of %j is %i', async (command, expected) => {
  const { status, stdout, stderr } = await lab(['strace', ...command]);
  expect(status, stderr).toBe(expected);
  expect(stdout).toBe('');
  if (expected > 125 && expected < 128) expect(stderr).toMatch(/^uringlab: E_COMMAND_(?:MISSING|REFUSED): /);
});

tracing('the command has its standard streams as they were: pipes wait for their reader', async () => {
  const script = 'cat /proc/self/fdinfo/1 /proc/self/fdinfo/2';
  const { stdout } = await lab(['strace', '-q', 'sh', '-c', script]);
  const flags = [...stdout.matchAll(/^flags:\s*([0-7]+)$/gm)].map(([, octal = '']) =>
    Number.parseInt(octal, 8),
  );
  expect(flags).toHaveLength(2);
  for (const value of flags) expect(value & constants.O_NONBLOCK).toBe(0);
});

tracing('a full disk is told, and the command runs to its end', async () => {
  await inTemporaryDirectory(async (directory) => {
    const job = await prepareFio(directory);
    const { status, stderr } = await lab(['strace', '-o', '/dev/full', '--', ...job.command]);
    expect(stderr).toContain('E_NO_SPACE');
    expect(status).toBe(3);
    expect((await job.countIssued()).reads).toBe(READS);
  });
});

tracing('a reader that goes away ends neither the command nor its status', async () => {
  await inTemporaryDirectory(async (directory) => {
    const job = await prepareFio(directory);
    const marker = join(directory, 'ended');
    const script = `${job.command.join(' ')}; touch ${marker}; exit 5`;
    const { MAIN } = await import('./lab.ts');
    const pipeline = `{ "$0" "$1" strace -o - sh -c "$2"; echo "status $?" >&2; } | true`;
    const { stderr } = await run('sh', ['-c', pipeline, process.execPath, MAIN, script]);
    expect(stderr).toBe('status 5\n');
    expect((await stat(marker)).isFile()).toBe(true);
  });
});
