import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CaptureSummarySchema } from '@uringlab/schema';
import { formatReport, openTrace } from '@uringlab/trace-parser';
import { describe, expect, test } from 'vitest';
import { root, useMachine, withTraceCmd } from '../test/machine.ts';
import { EVENT_SETS } from './index.ts';

const machine = useMachine();

/** The counters that the kernel itself kept, as trace.dat holds them. */
async function sumInTraceDat(counter: string): Promise<number> {
  const text = (await machine.readTrace()).toString('latin1');
  const found = text.match(new RegExp(`^${counter}: \\d+$`, 'gm')) ?? [];
  return found.reduce((sum, line) => sum + Number(line.split(': ')[1]), 0);
}

/** What `trace-cmd report -t` and formatReport both print before the event's own text. */
function headOf(line: string): string {
  const { pid, cpu, time, name } =
    /-(?<pid>\d+) +\[(?<cpu>\d+)\] +(?<time>[\d.]+): (?<name>\w+):/.exec(line)?.groups ?? {};
  return `${time} ${cpu} ${pid} ${name}`;
}

if (!root || !withTraceCmd)
  console.warn(
    'skipped: trace-cmd is not asked: it needs root (sudo) and the package (apt-get install trace-cmd)',
  );
describe.skipIf(!root || !withTraceCmd)('trace-cmd', () => {
  test('opens the trace without a word, and shows every event that the kernel counted', async () => {
    const running = await machine.start({
      events: [...EVENT_SETS.filemap, ...EVENT_SETS.readahead, ...EVENT_SETS.block],
    });
    running.mark('before the read');
    await machine.readCold();
    running.mark('after the read');
    const summary = await running.stop();
    expect(CaptureSummarySchema.parse(summary)).toEqual(summary);
    expect(summary).toMatchObject({ trace: 'trace.dat', clock: 'mono', missing: [] });
    expect(
      summary.cpus.map(({ overrun, entriesLeft }) => overrun + entriesLeft).every((lost) => lost === 0),
    ).toBe(true);

    const lines = machine.report();
    expect(lines).toHaveLength(await sumInTraceDat('read events'));
    const names = new Set(lines.map((line) => /: (\w+):/.exec(line)?.[1]));
    for (const name of names) {
      expect(name === 'print' || summary.events.some((event) => event.endsWith(`:${name}`))).toBe(true);
    }
    expect([...names]).toEqual(
      expect.arrayContaining(['print', 'mm_filemap_add_to_page_cache', 'block_bio_queue']),
    );
    const marks = lines.filter((line) => / print: /.test(line));
    expect(marks.map((line) => line.replace(/.* print: +\S+ /, ''))).toEqual([
      'before the read',
      'after the read',
    ]);
    for (const line of marks) expect(line).toMatch(/^ *node/);
  });

  test('resolves kernel addresses as it does with the whole of kallsyms', async () => {
    const running = await machine.start({
      events: ['timer:hrtimer_start', 'workqueue:workqueue_execute_start'],
    });
    await machine.readCold();
    await running.stop();
    const functions = machine.report().flatMap((line) => /function=([^/ ]+)/.exec(line)?.[1] ?? []);
    expect(functions.length).toBeGreaterThan(0);
    const known = new Set(
      (await readFile('/proc/kallsyms', 'latin1')).split('\n').map((line) => line.split(/[ \t]/)[2]),
    );
    expect(functions.filter((name) => !known.has(name))).toEqual([]);
    expect((await stat(join(machine.base, 'trace.dat'))).size).toBeLessThan(2 << 20);
  });

  test('shows what our own reader shows, in the same order', async () => {
    const running = await machine.start({
      events: [...EVENT_SETS.filemap, ...EVENT_SETS.block, 'sched:sched_switch'],
    });
    await machine.readCold();
    running.mark('end');
    await running.stop();
    const trace = await openTrace(await machine.readTrace());
    const [, ...ours] = formatReport(trace, { nanoseconds: true });
    expect(ours.map(headOf)).toEqual(machine.report().map(headOf));
    expect(trace.diagnostics()).toEqual([]);
    expect(trace.source).toMatchObject({ kind: 'trace.dat', clock: 'mono' });
  });

  test('says what was lost when the buffer was too small', async () => {
    const running = await machine.start({ events: [], bufferKibPerCpu: 8 });
    const marks = 50_000;
    for (let index = 0; index < marks; index++) running.mark(`mark ${index}`);
    const summary = await running.stop();
    const overrun = summary.cpus.reduce((sum, cpu) => sum + cpu.overrun, 0);
    expect(overrun).toBeGreaterThan(0);
    const lines = machine.report();
    expect(lines.filter((line) => / print: /.test(line))).toHaveLength(marks - overrun);
    expect(lines.some((line) => /EVENTS DROPPED/.test(line))).toBe(true);
  });

  test('puts marks between the CLOCK_MONOTONIC stamps around them', async () => {
    const running = await machine.start({ events: [] });
    const before = process.hrtime.bigint();
    running.mark('here');
    const after = process.hrtime.bigint();
    await running.stop();
    const [line = ''] = machine.report();
    const at = /(\d+)\.(\d{9}): print/.exec(line);
    const ns = BigInt(at?.[1] ?? 0) * 1_000_000_000n + BigInt(at?.[2] ?? 0);
    expect(ns >= before && ns <= after, `${before} <= ${ns} <= ${after}`).toBe(true);
  });

  test('shows only the devices asked for', async () => {
    const device = await machine.readCold();
    const here = await machine.start({ events: ['filemap:mm_filemap_add_to_page_cache'], devices: [device] });
    await machine.readCold();
    await here.stop();
    const lines = machine.report();
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect(line).toContain(`dev ${device.major}:${device.minor} `);

    const elsewhere = await machine.start({
      events: ['filemap:mm_filemap_add_to_page_cache'],
      devices: [{ major: 4095, minor: 1 }],
    });
    await machine.readCold();
    await elsewhere.stop();
    expect(machine.report()).toEqual([]);
  });
});
