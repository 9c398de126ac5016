import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { openTrace } from '../open-trace.ts';
import { readFixture } from '../testing/fixtures.ts';
import { recordTrace, whyNotRecord } from '../testing/record.ts';
import type { Trace } from '../trace.ts';
import { TraceError } from '../trace-error.ts';
import { combineFilters, type FilterSource } from './combine-filters.ts';
import { compileFilter } from './compile-filter.ts';
import type { FilterRecord } from './filter-record.ts';

const directory = mkdtempSync(join(tmpdir(), 'trace-filter-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Time and name of the events trace-cmd selects. */
function selectWithTraceCmd(file: string, filters: readonly FilterSource[]): string[] {
  const exclude = filters.some((filter) => filter.exclude);
  const ordered = [...filters].sort(
    (left, right) => Number(left.exclude ?? false) - Number(right.exclude ?? false),
  );
  const list = ordered.flatMap(({ source, exclude: out }, index) =>
    exclude && out && !ordered[index - 1]?.exclude ? ['-v', '-F', source] : ['-F', source],
  );
  const text = execFileSync('trace-cmd', ['report', '-N', '-t', ...list, file], {
    encoding: 'latin1',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return Array.from(text.matchAll(/ (\d+\.\d{9}): (\w+):/g), ([, time, name]) => `${time} ${name}`).sort();
}

function* readRecords(trace: Trace): Generator<FilterRecord & { readonly time: string }> {
  const comms = new Map(Array.from(trace.events(), ({ pid, comm }) => [pid, comm]));
  const types = new Map(trace.types.map((type) => [type.id, type]));
  for (const { view, at, size, cpu, timestamp } of trace.records?.() ?? []) {
    const pid = view.getInt32(at + 4, true);
    const type = types.get(view.getUint16(at, true));
    if (type === undefined) throw new Error('a record of no type');
    const digits = String(timestamp).padStart(10, '0');
    const time = `${digits.slice(0, -9)}.${digits.slice(-9)}`;
    yield { type, view, at, size, cpu, pid, comm: comms.get(pid) ?? '<...>', timestamp, time };
  }
}

function select(trace: Trace, filters: readonly FilterSource[]): string[] {
  const filter = combineFilters(filters, trace.types);
  const selected: string[] = [];
  for (const record of readRecords(trace))
    if (filter.selects(record)) selected.push(`${record.time} ${record.type.name}`);
  return selected.sort();
}

const SAME = [
  'sched',
  'sched/',
  'SCHED_SWITCH',
  'sched/sched_s.*',
  ' sched_switch , sched_waking',
  'sched_switch,sched_waking: common_pid > 0x10',
  'sched_\\(switch\\|waking\\)',
  '.*',
  'sched: prev_state == 1 || common_pid != 0 && runtime > 1000',
  'sched_switch: prev_state == 1',
  'sched_switch: prev_state != 1',
  'sched_switch: prev_state & 1',
  'sched_switch: !prev_state & 1',
  'sched_switch: prev_state == 0x1',
  'sched_switch: prev_state == 01',
  'sched_switch: ((prev_state == 1))',
  'sched_switch: !(next_pid == 0) && prev_state == 1',
  'sched_switch: ! next_pid == 0 && prev_state == 1',
  'sched_switch: !!prev_state == 1',
  'sched_switch: next_prio > 100 && prev_state == 1 || next_pid == 0',
  'sched_switch: next_pid == 0 || next_prio > 100 && prev_state == 1',
  'sched_switch: next_comm != "swapper/0"',
  'sched_switch: next_comm =~ "^D"',
  'sched_switch: next_comm !~ "tr.*d$"',
  'sched_switch: prev_comm == "d" "d"',
  'sched_.*: comm == "dd" || next_comm == "dd"',
  '.*: CPU == 1',
  '.*: CPU != 1',
  '.*: COMM == "sh"',
  '.*: COMM =~ "^D"',
  '.*: COMM =~ "a|s"',
  '.*: COMM =~ "a\\|d"',
  '.*: COMM !~ "[[:alpha:]]\\{3\\}"',
  'sys_exit_.*: ret != 0',
  'sys_enter_.*: fd == 3',
  'sys_enter_.*: fd == 3 || fd >= 4 && fd < 10',
  'block_.*: dev == "0xfe00000"',
  'block_.*: sector > 18446744073709486000',
  'ext4_.*: ino == "0xc"',
];

const whyNotCompare = whyNotRecord();
if (whyNotCompare !== '')
  console.warn(`compile-filter.test: what is compared with trace-cmd is skipped: ${whyNotCompare}`);
const compared = whyNotCompare === '' ? describe : describe.skip;

compared(`selects as trace-cmd report does ${whyNotCompare}`, async () => {
  const bytes = readFixture('write-v6.dat.gz');
  const file = join(directory, 'write-v6.dat');
  writeFileSync(file, bytes);
  const trace = await openTrace(bytes);

  test.each(SAME)('%s', (source) => {
    expect(select(trace, [{ source }])).toEqual(selectWithTraceCmd(file, [{ source }]));
  });

  test.each<FilterSource[][]>([
    [[{ source: 'sched_switch' }, { source: 'sched_switch: prev_state == 1' }]],
    [[{ source: 'sched_switch: prev_state == 1' }, { source: 'sched_waking' }]],
    [[{ source: 'sched_switch' }, { source: 'sched_switch: prev_state == 1', exclude: true }]],
    [
      [
        { source: 'sched', exclude: true },
        { source: 'sched_switch', exclude: true },
      ],
    ],
  ])('filters %j together', (filters) => {
    expect(select(trace, filters)).toEqual(selectWithTraceCmd(file, filters));
  });
});

compared(`a fresh recording of both CPUs ${whyNotCompare}`, () => {
  test('is selected from as trace-cmd does, stacks with their events', async () => {
    const { bytes } = recordTrace(
      '-e sched -e syscalls -T',
      'for i in 1 2 3 4; do sleep 0.01 & cat /proc/stat; done; wait',
    );
    const file = join(directory, 'fresh.dat');
    writeFileSync(file, bytes);
    const trace = await openTrace(bytes);
    for (const source of [
      'sched',
      'sched_switch: CPU == 1',
      '.*: COMM =~ "^s"',
      'sys_enter_read: count > 512',
    ]) {
      const ours = select(trace, [{ source }]);
      const plain = (lines: string[]) => lines.filter((line) => !line.endsWith(' kernel_stack'));
      expect(plain(ours)).toEqual(plain(selectWithTraceCmd(file, [{ source }])));
    }
    // trace-cmd prints the stacks of the events it leaves out, too.
    const stacks = select(trace, [{ source: 'sched' }]).filter((line) => line.endsWith(' kernel_stack'));
    const all = selectWithTraceCmd(file, [{ source: 'sched' }]).filter((line) =>
      line.endsWith(' kernel_stack'),
    );
    expect(stacks.length).toBeGreaterThan(0);
    expect(stacks.filter((line) => !all.includes(line))).toEqual([]);
    expect(stacks.length).toBeLessThan(all.length);
  });
});

describe('where trace-cmd refuses, crashes or is wrong', async () => {
  const trace = await openTrace(readFixture('write-v6.dat.gz'));
  const count = (source: string) => select(trace, [{ source }]).length;

  test('a negative number is one', () => {
    expect(count('sys_exit_.*: ret == -2')).toBe(count('sys_exit_.*: ret == 0xfffffffffffffffe'));
    expect(count('sched_switch: prev_state == -1')).toBe(0);
  });

  test('signed fields are compared with their sign', () => {
    expect(count('sys_exit_.*: ret > 0') + count('sys_exit_.*: ret < 0')).toBe(
      count('sys_exit_.*: ret != 0'),
    );
  });

  test('two fields are compared', () => {
    expect(count('sched_switch: prev_prio == next_prio')).toBeGreaterThan(0);
    expect(count('sched_switch: prev_pid == next_pid')).toBe(0);
  });

  test.each([
    ['sched_switch: (prev_state & 1) == 1', 'sched_switch: prev_state == 1'],
    ['sched_switch: prev_state & 1 && next_pid', 'sched_switch: prev_state == 1 && next_pid != 0'],
    ['sched_switch: 1 == prev_state', 'sched_switch: prev_state == 1'],
    ['sched_switch: prev_state + 1 == 2', 'sched_switch: prev_state == 1'],
    ['sched_switch: prev_comm != "a,b"', 'sched_switch'],
    ['.*: TIMESTAMP > 1', '.*'],
  ])('%s is the same as %s', (source, same) => {
    expect(select(trace, [{ source }])).toEqual(select(trace, [{ source: same }]));
    expect(count(source)).toBeGreaterThan(0);
  });

  test.each([
    ['', 'expected an event'],
    ['sched_swich', 'no event is called sched_swich'],
    ['sched_switch:', 'expected a field'],
    ['sched_switch: prev_stat == 1', 'no field is called prev_stat at position 15'],
    ['sched_switch: prev_state ==', 'expected a field, a number'],
    ['sched_switch: prev_state == 1 &&', 'expected a field, a number'],
    ['sched_switch: prev_state == 1 next_pid', 'expected `&&`, `||` or the end'],
    ['sched_switch: prev_state = 1', 'expected an operator'],
    ['sched_switch: prev_state == 1zz', 'expected a number in decimal'],
    ['sched_switch: prev_state == 1 )', 'expected `&&`, `||` or the end'],
    ['sched_switch: (prev_state == 1', 'expected `)`'],
    ['sched_switch: prev_comm == 3', 'prev_comm is no number'],
    ['sched_switch: next_comm < "abc"', 'to compare text'],
    ['sched_switch: next_comm =~ "["', 'a set that is not closed'],
    ['sched_switch: next_comm =~ "\\(a*\\)*"', 'a repeated group'],
    ['.*: CPU == "one"', 'CPU is a number'],
    ['[: x == 1', 'a set that is not closed'],
    [`.*: ${'('.repeat(5000)}`, 'words'],
    [`.*: ${'('.repeat(3000)}`, 'levels'],
  ])('%s is refused', (source, message) => {
    expect(() => compileFilter(source, trace.types)).toThrow(
      expect.objectContaining({ code: 'E_FILTER', message: expect.stringContaining(message) }),
    );
  });

  test.each([
    ['sched_swich', 'sched_switch'],
    ['sched_switch: prev_stat == 1', 'prev_state'],
  ])('%s gets a hint with near names', (source, name) => {
    expect(() => compileFilter(source, trace.types)).toThrow(
      expect.objectContaining({ hint: expect.stringContaining(name) }),
    );
  });

  test('any text is a filter or an error of the lab', () => {
    const word = fc.constantFrom(
      'sched',
      '.*',
      ':',
      ' ',
      '(',
      ')',
      '!',
      '==',
      '"a"',
      "'b'",
      '~',
      '-',
      '&',
      '&&',
      '||',
      'next_pid',
      '7',
      '=~',
      '[',
      '\\(',
    );
    const source = fc.oneof(
      fc.string(),
      fc.array(word, { maxLength: 12 }).map((words) => `sched_switch: ${words.join('')}`),
    );
    let refused = 0;
    fc.assert(
      fc.property(source, (text) => {
        try {
          compileFilter(text, trace.types);
        } catch (error) {
          expect(error).toBeInstanceOf(TraceError);
          refused++;
        }
      }),
    );
    expect(refused).toBeGreaterThan(0);
  });
});
