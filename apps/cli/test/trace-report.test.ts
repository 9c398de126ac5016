import { spawnSync } from 'node:child_process';
import { afterAll, describe, expect, test } from 'vitest';
import { findUnknownDifferences } from './known-differences.ts';
import { MAIN } from './lab.ts';
import { FIO_JOB, RecordingRoom } from './record-trace.ts';

const room = new RecordingRoom();
const why = room.whyNot();
if (why !== '') console.warn(`skipped: reports of fresh recordings: ${why}`);
afterAll(() => room.close());

const LAYERS = `-e io_uring -e 'xfs:xfs_file*' -e iomap -e block -e filemap -e sched:sched_switch -e sched:sched_waking \
  -e syscalls:sys_enter_io_uring_enter -e syscalls:sys_exit_io_uring_enter`;
const EVERYTHING = `${FIO_JOB} & find /usr/lib -maxdepth 3 > /dev/null; cat /proc/self/maps > /dev/null; wait`;

function print(command: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'latin1', maxBuffer: 1 << 30 });
  if (status !== 0) throw new Error(`${command}: status ${status}: ${stderr}`);
  return stdout;
}

/** Compares what both print with the same arguments, and returns it. */
function compare(args: readonly string[]): string {
  const theirs = print('trace-cmd', ['report', ...args]);
  const ours = print(process.execPath, [MAIN, 'trace', 'report', ...args]);
  expect(findUnknownDifferences(theirs, ours, args.includes('-R') ? 'fields' : 'text')).toEqual([]);
  return ours;
}

/** The same recording every time it is asked for. */
function once(record: () => string): () => string {
  let file: string | undefined;
  return () => {
    file ??= record();
    return file;
  };
}

const recordBench = once(() => room.record('bench', `-B INSTANCE -b 16384 ${LAYERS} --compression none`));
const recordTop = once(() => room.record('top', `${LAYERS}`));

const recordAll = once(() => room.record('all', '-B INSTANCE -b 65536 -e all', { command: EVERYTHING }));
const recordStacks = once(() => room.record('stacks', '-T -e block:block_rq_issue -e sched:sched_switch'));

const recordProbes = once(() =>
  room.record('probes', '-B INSTANCE -e uringlab_test', {
    command: './probed',
    prepare: PROBE,
    clear: CLEAR_PROBE,
  }),
);

/** A program with a function to probe, at a known place in its file. */
const PROBE = `cat > probed.c <<'END'
__attribute__((noinline)) int probe_me(int number, const char *text) { return number + text[0]; }
int main(void) { int sum = 0; for (int number = 0; number < 20; number++) sum += probe_me(number, "text"); return sum == 0; }
END
gcc -O1 -fno-inline -fno-ipa-cp -fno-ipa-sra -no-pie -o probed probed.c
offset=$(printf '0x%x' $((0x$(nm probed | awk '$3 == "probe_me" { print $1 }') - 0x400000)))
echo "p:uringlab_test/entered $PWD/probed:$offset number=%di:s32 text=+0(%si):string" >> /sys/kernel/tracing/uprobe_events
echo "r:uringlab_test/left $PWD/probed:$offset result=%ax:x32" >> /sys/kernel/tracing/uprobe_events`;
const CLEAR_PROBE = `for name in entered left; do echo "-:uringlab_test/$name" >> /sys/kernel/tracing/uprobe_events; done`;
const canProbe = why === '' && room.hasControl('uprobe_events');
if (why === '' && !canProbe) console.warn('skipped: probes of programs: tracefs has no uprobe_events');

describe.skipIf(why !== '')('trace report prints what trace-cmd report prints of', () => {
  test.each([[[]], [['-N']], [['-t']], [['-R']]])('a checked io_uring job on XFS, with %j', (args) => {
    const lines = compare([...args, recordBench()]);
    expect(lines).toContain('io_uring_complete');
  });

  test.each([
    ['version 6', '--file-version 6'],
    ['version 7 in zstd', '--file-version 7 --compression zstd'],
  ])('a recording converted to %s', (name, options) => {
    compare([room.convert(recordBench(), name.replaceAll(' ', '-'), options)]);
  });

  test.each([
    [['-l']],
    [['-l', '-R']],
    [['--ts-diff']],
    [['--raw-ts']],
    [['-I']],
    [['-S']],
    [['--cpu', '1']],
    [['--cpu', '0-1']],
    [['-F', 'sched_switch:next_pid != 0']],
    [['-F', 'block.*', '-F', 'io_uring_complete:res == 4096']],
    [['-v', '-F', 'iomap/.*']],
    [['-Nt']],
  ])('a recording of the top instance, with %j', (args) => {
    const lines = compare([...args, recordTop()]);
    expect(lines.split('\n').length).toBeGreaterThan(10);
  });

  test('two recordings merged, one of them later', () => {
    const later = ['-i', recordBench(), '--ts-offset', '1000000'];
    const lines = compare(['-i', recordTop(), ...later]);
    expect(lines).toMatch(/bench\.dat: cpus=\d/);
  });

  test.each([[[]], [['-N']], [['-R']]])('every event there is, with %j', { timeout: 180_000 }, (args) => {
    const lines = compare([...args, recordAll()]);
    expect(new Set(lines.match(/(?<=\d: )\w+(?=: )/g)).size).toBeGreaterThan(100);
  });

  test('a buffer that is too small', () => {
    const lines = compare([room.record('lossy', `-B INSTANCE -b 8 ${LAYERS}`)]);
    expect(lines).toMatch(/CPU:\d \[\d+ EVENTS DROPPED\]/);
  });

  test('two instances', () => {
    const options = '-B INSTANCE-a -e io_uring -B INSTANCE-long -e block -e sched:sched_switch';
    const lines = compare([room.record('instances', options)]);
    expect(lines).toMatch(/-test-long: /);
    expect(lines).toMatch(/ {3}\S+-test-a: /);
  });

  test.each([[[]], [['-N']], [['-R']]])('stack traces, with %j', (args) => {
    const lines = compare([...args, recordStacks()]);
    expect(lines).toContain('kernel_stack:');
  });

  test.each([
    ['x86-tsc', /\[\d{3}\]\s*\d{12,}: /],
    ['mono', /\[\d{3}\]\s+\d+\.\d{6}: /],
  ])('the clock %s', (clock, expected) => {
    const lines = compare([room.record(clock, `-C ${clock} -e block -e sched:sched_switch`)]);
    expect(lines).toMatch(expected);
  });

  test.skipIf(!canProbe).each([[[]], [['-N']], [['-R']]])('probes of a program, with %j', (args) => {
    const lines = compare([...args, recordProbes()]);
    expect(lines.match(/ (?:entered|left): /g)).toHaveLength(40);
  });
});
