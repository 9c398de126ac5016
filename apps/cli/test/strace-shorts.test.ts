import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { inTemporaryDirectory, lab, MAIN, type Outcome, run } from './lab.ts';
import { canUseBpf, hasFio, isAlive, Programs, prepareFio } from './strace-target.ts';

if (!canUseBpf) console.warn('skipped: uringlab strace needs root and BTF');
const tracing = canUseBpf ? test : test.skip;
const withFio = canUseBpf && hasFio ? test : test.skip;

const programs = new Programs();
afterAll(() => programs.remove());

/** A device may answer within the call itself, and then RWF_NOWAIT brings what was not cached: the program says so, and runs again. */
async function watchAsPlanned(command: readonly string[]): Promise<Outcome> {
  for (let tries = 1; ; tries++) {
    const outcome = await lab(['strace', '--exit-code', '--', ...command]);
    if (tries === 10 || !/^rest: got /m.test(outcome.stderr)) return outcome;
  }
}

tracing.each([
  ['ignore', 1, '1 short (1 unhandled)', / used the buffer again/],
  ['handle', 0, '1 short (1 handled)', /READ\(.* len=61440, off=0x21000\) = 61440/],
  ['wrong-offset', 1, '1 short (1 unhandled)', /asked for at a wrong offset: 0x1000 instead of 0x21000/],
  ['eof', 0, '2 short (2 at the end of the file)', /SHORT \d+ missing, end of file/],
  ['by-pread', 0, '1 short (1 handled)', /SHORT 61440 missing/],
  ['by-preadv', 0, '1 short (1 handled)', /SHORT 61440 missing/],
  ['close', 1, '1 short (1 unhandled)', / closed the file|the file was closed/],
  ['munmap', 1, '1 short (1 unhandled)', / freed the buffer|the buffer was freed/],
  ['registered', 0, '1 short (1 handled)', /READ\(fd=@0<.*>, /],
  ['registered-buffer', 0, '1 short (1 handled)', /READ_FIXED\(.* = 4096 SHORT 61440 missing/],
  ['again', 0, '1 short (1 handled)', /SHORT 61440 missing/],
  ['halves', 0, '1 short (1 handled)', /SHORT 61440 missing/],
  ['partly', 1, '1 short (1 unhandled)', /only \d+ of the missing bytes were asked for/],
  ['by-lseek-read', 0, '1 short (1 handled)', /SHORT 61440 missing/],
  ['by-readv', 0, '1 short (1 handled)', /SHORT 61440 missing/],
  ['by-mmap', 0, '1 short (1 handled)', /SHORT 61440 missing/],
  ['vectored', 0, '1 short (1 handled)', /READV\(.* SHORT 61440 missing/],
  ['vectored-ignore', 1, '1 short (1 unhandled)', /READV\(.* SHORT 61440 missing/],
  ['fork', 0, '1 short (1 handled)', /SHORT 61440 missing/],
  ['dup-close', 0, '1 short (1 handled)', /SHORT 61440 missing/],
  ['exec', 1, '1 short (1 unhandled)', / ran another program/],
  ['exit', 1, '1 short (1 unhandled)', / ended/],
  ['retry-refused', 0, '1 short (1 handled)', /SHORT 61440 missing/],
  ['truncated', 0, '1 short (1 at the end of the file)', /SHORT 61440 missing/],
  ['short-write', 1, '1 short (1 unhandled)', /unhandled short write/],
  ['short-write-handled', 0, '1 short (1 handled)', /WRITE\(.* SHORT/],
])('%s: --exit-code gives %i, and the closing line %s', async (name, expected, closing, words) => {
  await inTemporaryDirectory(async (directory) => {
    const program = programs.build(name);
    const { status, stderr } = await watchAsPlanned([program, join(directory, 'file')]);
    expect(stderr).toContain(`, ${closing}, 0 records lost\n`);
    expect(stderr).toMatch(words);
    expect(status).toBe(expected);
  });
});

tracing.each([
  ['ignore', 'exit 3', 1, '1 short (1 unhandled), 0 records lost, the command exited with 3'],
  ['handle', 'exit 3', 3, '1 short (1 handled), 0 records lost, the command exited with 3'],
  ['handle', 'kill -TERM $$', 143, '1 short (1 handled), 0 records lost, the command was ended by signal 15'],
])('--exit-code: %s and a command that ends with %s give %i', async (name, end, expected, closing) => {
  await inTemporaryDirectory(async (directory) => {
    const script = `"$0" "$1"; ${end}`;
    const { status, stderr } = await lab([
      ...['strace', '--exit-code', '--', 'sh', '-c', script],
      ...[programs.build(name), join(directory, 'file')],
    ]);
    expect(stderr).toContain(`, ${closing}\n`);
    expect(status).toBe(expected);
  });
});

tracing('--shorts: findings and no lines, in words or as JSON', async () => {
  await inTemporaryDirectory(async (directory) => {
    const command = [programs.build('ignore'), join(directory, 'file')];
    const text = await lab(['strace', '--shorts', '--', ...command]);
    expect(text.status).toBe(0);
    expect(text.stderr).toMatch(/^--- unhandled short read: #\d+ \[\d+\] .*READ\(/m);
    expect(text.stderr).not.toMatch(/^\[/m);
    const json = await lab(['strace', '--shorts', '--json', '-o', '-', '--', ...command]);
    const [finding, end] = json.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(finding).toMatchObject({ type: 'short', state: 'unhandled', missing: 61440 });
    expect(end).toMatchObject({ type: 'end', short: { unhandled: 1 } });
  });
});

tracing('--overlaps: requests whose memory overlaps are named, both', async () => {
  await inTemporaryDirectory(async (directory) => {
    const command = [programs.build('overlap'), join(directory, 'file')];
    const { stderr } = await lab(['strace', '--overlaps', '--', ...command]);
    expect(stderr).toMatch(/^--- overlapping memory in flight: .* of #1 READ\(.* and #2 READ\(/m);
    expect(stderr).toContain(', 1 overlap, 0 records lost\n');
  });
});

tracing(
  '-p: an SQPOLL program with a registered file shows path and offsets, and goes on when let go',
  async () => {
    await inTemporaryDirectory(async (directory) => {
      const file = join(directory, 'file');
      const target = spawn(programs.build('sqpoll'), [file], { stdio: ['ignore', 'pipe', 'ignore'] });
      try {
        await once(target.stdout, 'data');
        const tracer = spawn(process.execPath, [MAIN, 'strace', '-p', String(target.pid)], {
          stdio: ['ignore', 'ignore', 'pipe'],
        });
        let text = '';
        const closed = once(tracer, 'close');
        for await (const chunk of tracer.stderr) {
          const before = text.length;
          text += String(chunk);
          if (before === 0) tracer.kill('SIGINT');
        }
        expect(await closed).toEqual([0, null]);
        const line =
          /^\[\d+\] \d+\.\d{6} READ\(fd=@0<(.*)>, buf=0x[0-9a-f]+, len=4096, off=0x[0-9a-f]+\) = 4096 <\S+> \[sqpoll\]$/m;
        expect(line.exec(text)?.[1], text.slice(0, 300)).toBe(file);
        expect(await isAlive(target.pid as number)).toBe(true);
      } finally {
        target.kill('SIGTERM');
        await once(target, 'close');
      }
    });
  },
);

withFio('fio with nowait=1 on a partly cached file is judged from what it does', async () => {
  await inTemporaryDirectory(async (directory) => {
    const job = await prepareFio(directory, [
      '--rw=read',
      '--nowait=1',
      '--bs=64k',
      '--iodepth=1',
      '--invalidate=0',
    ]);
    // Out of the page cache, but for its beginning: one page there, and the readahead that a first read gets.
    const written = await run('dd', [`of=${job.file}`, 'oflag=nocache', 'conv=notrunc,fdatasync', 'count=0']);
    const read = await run('dd', [`if=${job.file}`, 'of=/dev/null', 'bs=4k', 'count=1']);
    expect([written.status, read.status]).toEqual([0, 0]);
    const out = join(directory, 'lines');
    const { status } = await lab(['strace', '--json', '--exit-code', '-o', out, '--', ...job.command]);
    const objects = (await readFile(out, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const { short, exit_code } = objects.pop();
    const requests = objects.filter(({ type }) => type === 'request');
    const shorts = requests.filter((request) => request.short && !request.end_of_file);
    if (shorts.length === 0) return console.warn('skipped: the file system keeps the whole file in memory');
    // The rest of each, as fio asks for it: the same thread, right behind what came.
    const handled = shorts.filter((request) =>
      requests.some(
        (other) =>
          other.order > request.order &&
          other.args.off === request.args.off + request.result &&
          other.file.path === job.file,
      ),
    );
    expect(short).toMatchObject({
      handled: handled.length,
      unhandled: shorts.length - handled.length,
      undecided: 0,
    });
    // fio itself fails at the -EAGAIN of a rest, and then --exit-code has its status.
    expect(status).toBe(handled.length === shorts.length ? exit_code : 1);
  });
});
