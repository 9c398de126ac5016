import { describe, expect, test } from 'vitest';
import { decodeLatin1 } from '../bytes/latin1.ts';
import { readFixture, writeFixture } from '../testing/fixtures.ts';
import { openBytes } from '../testing/open-bytes.ts';
import { whyNotRecord } from '../testing/record.ts';
import { recordTracefsLayouts, reportLayouts } from '../testing/record-layouts.ts';
import type { TraceEvent } from '../trace.ts';
import { openTextTrace } from './text-trace.ts';

const UPDATE = process.env.UPDATE_FIXTURES === '1';
const RECORDINGS = ['write-v6', 'lossy-two-instances-v7'] as const;
const LONGEST_COMM = 15;
const LONGEST_LATENCY_COMM = 8;

/** What `trace-cmd report` is given for each fixture; the times of all but --raw-ts are rounded to microseconds. */
const REPORTS = {
  'report-raw': '-N -R -i write-v6.dat',
  'report-difference': '-N --ts-diff -i write-v6.dat',
  'report-raw-time': '-N --raw-ts -i write-v6.dat',
  'report-latency': '-N -l -i write-v6.dat',
  'report-raw-latency': '-N -R -l -i write-v6.dat',
  'report-debug': '-N --debug -i write-v6.dat',
  'report-instances': '-N -i lossy-two-instances-v7.dat',
  'report-instances-latency': '-N -l -i lossy-two-instances-v7.dat',
  'report-files': '-N -i write-v6.dat -i lossy-two-instances-v7.dat',
} as const;

if (UPDATE) {
  const why = whyNotRecord();
  if (why !== '') throw new Error(why);
  for (const [name, bytes] of recordTracefsLayouts()) writeFixture(`layouts/${name}.txt.gz`, bytes);
  const files = new Map(RECORDINGS.map((name) => [name, readFixture(`${name}.dat.gz`)]));
  for (const [name, text] of reportLayouts(files, REPORTS)) writeFixture(`layouts/${name}.txt.gz`, text);
}

function open(name: string) {
  return openTextTrace(readFixture(`layouts/${name}.txt.gz`));
}

function linesOf(name: string): string[] {
  return decodeLatin1(readFixture(`layouts/${name}.txt.gz`))
    .trimEnd()
    .split('\n');
}

type Rounding = (timestamp: bigint) => bigint;
const asIs: Rounding = (time) => time;
const round: Rounding = (time) => ((time + 500n) / 1000n) * 1000n;

/** The facts that every layout tells, the time and the comm as far as it tells them. */
function factsOf(event: TraceEvent, rounding: Rounding = asIs, comm = LONGEST_COMM): string {
  const { pid, cpu, name, timestamp } = event;
  return `${event.comm.slice(0, comm)}-${pid} ${cpu} ${rounding(timestamp)} ${name}`;
}

function listFacts(events: Iterable<TraceEvent>, rounding?: Rounding, comm?: number): string[] {
  return Array.from(events, (event) => factsOf(event, rounding, comm));
}

/** Expects the same events. Where the kernel knew the comm of a task only one of the two times, that is not compared. */
function expectSame(events: readonly string[], expected: readonly string[]): void {
  const nameless = '<...>-';
  const trim = (facts: string, other: string | undefined): string =>
    facts.startsWith(nameless) || other?.startsWith(nameless) ? facts.slice(facts.lastIndexOf('-')) : facts;
  expect(events.map((facts, index) => trim(facts, expected[index]))).toEqual(
    expected.map((facts, index) => trim(facts, events[index])),
  );
}

describe('the same buffer of tracefs', () => {
  const reference = listFacts(open('default').events());

  test('in the default layout has an event for each line that is no header and no second line of a marker', () => {
    const lines = linesOf('default').filter((line) => !line.startsWith('#'));
    expect(reference).toHaveLength(lines.filter((line) => line !== 'lines').length);
    expect(
      open('default')
        .diagnostics()
        .map(({ code }) => code),
    ).toEqual(['text-line-forgeable']);
  });

  test.each(['tgid', 'sym-offset', 'no-irq-info', 'no-annotate', 'verbose', 'pipe'])(
    'tells the same with %s',
    (name) => {
      expectSame(listFacts(open(name).events()), reference);
      expect(open(name).source.cpus).toBe(2);
    },
  );

  test('tells the same with fields, but of a marker only that there was something', () => {
    const expected = reference.map((facts) => facts.replace(/ tracing_mark_write$/, ' unknown'));
    expectSame(listFacts(open('fields').events()), expected);
    const [event] = open('fields').events({ names: ['sched_switch'] });
    expect(event?.fields()).toMatchObject({ prev_prio: 120, prev_comm: event?.comm });
  });

  test('tells the same with latency-format, comms cut', () => {
    expectSame(
      listFacts(open('latency').events()),
      listFacts(open('default').events(), asIs, LONGEST_LATENCY_COMM),
    );
  });

  test('tells all but comms and names with raw, which numbers the events', () => {
    const names = new Map<string, Set<string>>();
    const expected = Array.from(open('default').events());
    const events = Array.from(open('raw').events());
    const facts = ({ pid, cpu }: TraceEvent, time: bigint) => `${pid} ${cpu} ${time}`;
    expect(events.map((event) => facts(event, round(event.timestamp)))).toEqual(
      expected.map((event) => facts(event, event.timestamp)),
    );
    events.forEach(({ name }, index) => {
      names.set(name, (names.get(name) ?? new Set()).add(expected[index]?.name ?? ''));
    });
    expect(Array.from(names.values(), ({ size }) => size)).toEqual(Array.from(names, () => 1));
    expect(names.get('print')).toEqual(new Set(['tracing_mark_write']));
  });

  test.each([
    ['hex', 'echo 0 > /sys/kernel/tracing/options/hex'],
    ['bin', 'echo 0 > /sys/kernel/tracing/options/bin'],
    ['no-context-info', 'echo 1 > /sys/kernel/tracing/options/context-info'],
  ])('is refused with %s, and how to mend it is said', (name, hint) => {
    expect(() => open(name)).toThrow(
      expect.objectContaining({ code: 'E_TRACE_UNREADABLE', hint: expect.stringContaining(hint) }),
    );
  });
});

describe('a buffer of tracefs with the clock', () => {
  test.each(['x86-tsc', 'counter', 'mono'])('%s tells the same with latency-format and verbose', (clock) => {
    const expected = Array.from(open(clock).events());
    expect(expected.length).toBeGreaterThan(50);
    expectSame(listFacts(open(`${clock}-verbose`).events()), listFacts(expected));
    // With latency-format the times begin when the buffer was last cleared.
    const latency = Array.from(open(`${clock}-latency`).events());
    const start = (expected[0]?.timestamp ?? 0n) - (latency[0]?.timestamp ?? 0n);
    const shifted = latency.map((event) => event.timestamp + start);
    const off = shifted.filter((value, index) => {
      const difference = value - (expected[index]?.timestamp ?? 0n);
      return difference < -1000n || difference > 1000n;
    });
    expect(latency).toHaveLength(expected.length);
    expect(off).toEqual([]);
  });
});

test('stacks of tracefs are events of their own, whose lines belong to them', () => {
  const trace = open('stacktrace');
  const stacks = Array.from(trace.events({ names: ['kernel_stack'] }));
  const lines = linesOf('stacktrace').filter((line) => line.startsWith(' => '));
  expect(stacks.flatMap((event) => event.info().split('\n').slice(1))).toEqual(lines);
  expect(stacks.every((event) => event.info().startsWith('<stack trace>\n => '))).toBe(true);
});

test('losses of trace_pipe are told by the next event of the CPU', () => {
  const losses = linesOf('pipe-lost').flatMap(
    (line) => /^CPU:\d+ \[LOST (\d+) EVENTS\]$/.exec(line)?.[1] ?? [],
  );
  const counts = Array.from(open('pipe-lost').events(), (event) => event.lostBefore).filter(
    (lost) => lost > 0,
  );
  expect(losses.length).toBeGreaterThan(0);
  expect(counts.map(String)).toEqual(losses);
});

describe('trace-cmd report tells what the recording has', () => {
  const recordings = new Map(
    RECORDINGS.map((name) => [name, Array.from(openBytes(readFixture(`${name}.dat.gz`)).events())]),
  );
  const eventsOf = (name: (typeof RECORDINGS)[number]) => recordings.get(name) ?? [];

  test.each([
    ['report-raw', round, LONGEST_COMM],
    ['report-difference', round, LONGEST_COMM],
    ['report-raw-time', asIs, LONGEST_COMM],
    ['report-latency', round, LONGEST_LATENCY_COMM],
    ['report-raw-latency', round, LONGEST_LATENCY_COMM],
    ['report-debug', round, LONGEST_COMM],
  ] as const)('%s', (name, time, comm) => {
    const expected = listFacts(eventsOf('write-v6'), time, comm);
    expect(listFacts(open(name).events(), asIs, comm)).toEqual(expected);
    expect(open(name).source).toMatchObject({ kind: 'trace-cmd-report', cpus: 2 });
    expect(
      open(name)
        .diagnostics()
        .map(({ code }) => code),
    ).toEqual(['text-line-forgeable']);
  });

  test.each([
    ['report-instances', LONGEST_COMM],
    ['report-instances-latency', LONGEST_LATENCY_COMM],
  ] as const)('%s, with instances and losses', (name, comm) => {
    const facts = (event: TraceEvent, rounding: Rounding) =>
      `${event.instance} ${event.lostBefore} ${factsOf(event, rounding, comm)}`;
    expect(Array.from(open(name).events(), (event) => facts(event, asIs))).toEqual(
      eventsOf('lossy-two-instances-v7').map((event) => facts(event, round)),
    );
  });

  test('of several files, the name of the file before each line', () => {
    const trace = open('report-files');
    const events = Array.from(trace.events());
    expect(events).toHaveLength(eventsOf('write-v6').length + eventsOf('lossy-two-instances-v7').length);
    expect(
      events.slice(0, eventsOf('write-v6').length).every(({ instance }) => instance === 'write-v6.dat'),
    ).toBe(true);
    expect(trace.instances.map(({ name }) => name).sort()).toEqual(['laba', 'labb', 'write-v6.dat']);
  });

  test('with the flags that trace-cmd prints since 3.3', () => {
    const flagged = (flags: string) => (line: string) => line.replace(/^(.{16}-\d+ +\[\d+\])/, `$1${flags}`);
    const expected = listFacts(eventsOf('write-v6'), round);
    for (const [name, flags] of [
      ['report-difference', ' d..1.'],
      ['report-raw', '-0x41'],
    ] as const) {
      const text = linesOf(name).map(flagged(flags)).join('\n');
      const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
      expect(text).toContain(`]${flags} `);
      expect(listFacts(openTextTrace(bytes).events())).toEqual(expected);
    }
  });
});
