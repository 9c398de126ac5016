import type { Trace } from '@uringlab/trace-parser';
import { describe, expect, test } from 'vitest';
import { MemorySink } from '../testing/memory-sink.ts';
import {
  NAMES,
  readRecording,
  reportWithTraceCmd,
  withoutTraceCmd,
  withTrace,
} from '../testing/recordings.ts';
import { repairTrace, trimTrace, type WriteTraceDatOptions } from './write-trace-dat.ts';

function trim(bytes: Uint8Array, options?: WriteTraceDatOptions): Promise<Uint8Array> {
  return withTrace(bytes, async (trace) => {
    const sink = new MemorySink();
    await trimTrace(trace, sink, options);
    return sink.bytes();
  });
}

function repair(bytes: Uint8Array): Promise<Uint8Array> {
  return withTrace(bytes, async (trace) => {
    const sink = new MemorySink();
    await repairTrace(trace, sink);
    return sink.bytes();
  });
}

/** Every event of a trace as text. */
function listEvents(trace: Trace, options: WriteTraceDatOptions = {}): string[] {
  return [...trace.events(options.selection)].map((event) => {
    const { timestamp, cpu, pid, comm, name, instance, lostBefore } = event;
    return `${timestamp} ${cpu} ${pid} ${comm} ${instance} ${lostBefore} ${name} ${event.info()}`;
  });
}

describe.each(NAMES)('%s', (name) => {
  test.each([6, 7] as const)('written anew as version %d has every event', async (version) => {
    const bytes = readRecording(name);
    const expected = await withTrace(bytes, (trace) => listEvents(trace));
    const written = await trim(bytes, { version });
    expect(await withTrace(written, (trace) => listEvents(trace))).toEqual(expected);
    expect(await withTrace(written, (trace) => trace.diagnostics())).toEqual([]);
  });

  test.skipIf(withoutTraceCmd)(`written anew prints the same with trace-cmd ${withoutTraceCmd}`, async () => {
    const bytes = readRecording(name);
    const expected = await reportWithTraceCmd(bytes);
    for (const version of [6, 7] as const) {
      const { text, complaints } = await reportWithTraceCmd(await trim(bytes, { version }));
      expect(text).toBe(expected.text);
      expect(complaints).toBe(expected.complaints);
    }
  });

  test('carries the metadata over', async () => {
    const bytes = readRecording(name);
    const describeTrace = ({ uname, cpuStats, instances, source: { clock, cpus } }: Trace) => ({
      uname,
      cpuStats,
      // A CPU of which nothing was kept has no place in a file of version 7.
      instances: instances.map(({ name, clock, pageSize }) => ({ name, clock, pageSize })),

      clock,
      cpus,
    });
    const expected = await withTrace(bytes, describeTrace);
    expect(await withTrace(await trim(bytes), describeTrace)).toMatchObject({
      uname: expected.uname,
      cpuStats: expected.cpuStats,
      instances: expected.instances,
      clock: expected.clock,
      cpus: expected.cpus,
    });
  });

  test.skipIf(withoutTraceCmd)(`trimmed to a CPU prints that CPU's lines ${withoutTraceCmd}`, async () => {
    const bytes = readRecording(name);
    const written = await trim(bytes, { selection: { cpus: [1] } });
    const { text } = await reportWithTraceCmd(bytes);
    const lines = text.split('\n').filter((line) => /\[001\]|CPU:1|cpus=/.test(line));
    const kept = (await reportWithTraceCmd(written)).text
      .split('\n')
      .filter((line) => /\[\d{3}\]|CPU:|cpus=/.test(line));
    expect(kept).toEqual(lines);
  });

  test('trimmed by time has the events of that time', async () => {
    const bytes = readRecording(name);
    const times = await withTrace(bytes, (trace) => [...trace.events()].map(({ timestamp }) => timestamp));
    const from = times[Math.floor(times.length / 3)] as bigint;
    const to = times[Math.floor((times.length * 2) / 3)] as bigint;
    const selection = { from, to };
    const expected = await withTrace(bytes, (trace) => listEvents(trace, { selection }));
    expect(expected.length).toBeGreaterThan(10);
    const written = await trim(bytes, { selection });
    expect(await withTrace(written, (trace) => listEvents(trace))).toEqual(expected);
  });
});

test('trimmed by name keeps the losses before events that are left out', async () => {
  const bytes = readRecording('lossy-two-instances-v7');
  const expected = await withTrace(bytes, (trace) => trace.losses().recordedLost);
  const names = await withTrace(bytes, (trace) => [...new Set([...trace.events()].map(({ name }) => name))]);
  const written = await trim(bytes, { selection: { names: names.slice(0, 3) } });
  const kept = await withTrace(written, (trace) => [...trace.events()]);
  expect(new Set(kept.map(({ name }) => name)).size).toBeLessThanOrEqual(3);
  const lost = kept.reduce((sum, { lostBefore }) => sum + Math.max(0, lostBefore), 0);
  expect(lost).toBeLessThanOrEqual(expected);
  expect(lost).toBeGreaterThan(0);
});

describe('repair', () => {
  /** Of files that end with their pages. */
  const damages: [string, (bytes: Uint8Array) => Uint8Array][] = [
    ['cut within a page', (bytes) => bytes.subarray(0, bytes.length - 1234)],
    [
      'a page of 0xff',
      (bytes) => Uint8Array.from(bytes).fill(0xff, bytes.length - 8192, bytes.length - 4096),
    ],
    [
      'a commit beyond the page',
      (bytes) => {
        const copy = Uint8Array.from(bytes);
        new DataView(copy.buffer).setUint32(bytes.length - 4096 + 8, 0x7ffff, true);
        return copy;
      },
    ],
    [
      'a record of no event',
      (bytes) => {
        const copy = Uint8Array.from(bytes);
        new DataView(copy.buffer).setUint16(bytes.length - 4096 + 20, 65000, true);
        return copy;
      },
    ],
    [
      'noise in the last page',
      (bytes) => {
        const copy = Uint8Array.from(bytes);
        for (let at = bytes.length - 3000; at < bytes.length; at++) copy[at] = (at * 7919) >>> 3;
        return copy;
      },
    ],
  ];

  test.each(damages)('of %s', async (_, damage) => {
    const damaged = damage(await trim(readRecording('uring-xfs-v7')));
    const before = await withTrace(damaged, (trace) => trace.diagnostics());
    expect(before).not.toEqual([]);
    const repaired = await repair(damaged);
    expect(await withTrace(repaired, (trace) => trace.diagnostics())).toEqual([]);
    const events = await withTrace(repaired, (trace) => [...trace.events()].length);
    expect(events).toBeGreaterThan(100);
    if (withoutTraceCmd === '') {
      const { text, complaints } = await reportWithTraceCmd(repaired);
      expect(complaints).not.toMatch(/error|negative|ug!/i);
      expect(text).not.toContain('UNKNOWN EVENT');
      expect(text.split('\n').filter((line) => /\[\d{3}\] /.test(line)).length).toBeGreaterThanOrEqual(
        events,
      );
    }
  });
});

test('text is refused', async () => {
  const line = 'cpus=1\n     fio-1     [000]     1.000000001: block_plug:           [fio]\n';
  const promise = withTrace(new TextEncoder().encode(line), (trace) => trimTrace(trace, new MemorySink()));
  await expect(promise).rejects.toMatchObject({ code: 'E_USAGE' });
});
