import { expect, test } from 'vitest';
import { openTrace } from '../open-trace.ts';
import { readFixture } from '../testing/fixtures.ts';
import type { Trace } from '../trace.ts';
import { countEvents } from './count-events.ts';

/** The same by asking every event. */
function countOneByOne(trace: Trace) {
  const types: Record<string, number> = {};
  const streams: Record<string, number> = {};
  for (const { system, name, instance = '', cpu } of trace.events()) {
    types[`${system}:${name}`] = (types[`${system}:${name}`] ?? 0) + 1;
    streams[`${instance} ${cpu}`] = (streams[`${instance} ${cpu}`] ?? 0) + 1;
  }
  return { types, streams };
}

test.each([
  'uring-xfs-v7.dat.gz',
  'uring-xfs-v7-zstd.dat.gz',
  'lossy-two-instances-v7.dat.gz',
  'bugzilla-208827.txt',
])('%s has as many events of each type and CPU as come one by one', async (name) => {
  const trace = await openTrace(readFixture(name));
  const { types, streams } = countEvents(trace);
  const counted = {
    types: Object.fromEntries(types.map(({ type, events }) => [`${type.system}:${type.name}`, events])),
    streams: Object.fromEntries(
      streams
        .filter(({ events }) => events > 0)
        .map(({ instance, cpu, events }) => [`${instance} ${cpu}`, events]),
    ),
  };
  expect(counted).toEqual(countOneByOne(trace));
  const counts = types.map(({ events }) => events);
  expect(counts).toEqual(counts.toSorted((left, right) => right - left));
});

test('times are those of the first and the last event of a CPU', async () => {
  const trace = await openTrace(readFixture('uring-xfs-v7.dat.gz'));
  for (const { cpu, instance, first, last, events } of countEvents(trace).streams) {
    const times = Array.from(
      trace.events({ cpus: [cpu], instances: [instance] }),
      ({ timestamp }) => timestamp,
    );
    expect([events, first, last]).toEqual([times.length, times[0] ?? null, times.at(-1) ?? null]);
  }
});

test.each(['lossy-two-instances-v7.dat.gz', 'uring-xfs-v7.dat.gz'])(
  '%s lacks what its losses say',
  async (name) => {
    const trace = await openTrace(readFixture(name));
    const { streams } = countEvents(trace);
    const sum = (key: 'recordedLost' | 'unknownGaps' | 'skippedBytes') =>
      streams.reduce((total, stream) => total + stream[key], 0);
    expect(trace.losses()).toMatchObject({
      recordedLost: sum('recordedLost'),
      unknownGaps: sum('unknownGaps'),
      skippedBytes: sum('skippedBytes'),
    });
  },
);

test.each([
  'uring-xfs-v7.dat.gz',
  'uring-xfs-v7-zstd.dat.gz',
  'write-v6.dat.gz',
  'lossy-two-instances-v7.dat.gz',
  'handlers.dat.gz',
])('%s is counted alike with and without WebAssembly, damaged or not', async (name) => {
  const bytes = readFixture(name);
  for (const stride of [0, 4099, 611]) {
    const damaged = bytes.slice();
    // What is before the pages stays, so that there is something to count.
    const start = damaged.length - Math.min(damaged.length >> 1, 2 * 4096);
    for (let at = start + 8; stride > 0 && at < damaged.length; at += stride)
      damaged[at] = ~(damaged[at] ?? 0);
    const [counts, plain] = await Promise.all(
      [true, false].map(async (webAssembly) => countEvents(await openTrace(damaged, { webAssembly }))),
    );
    const list = (of: typeof counts) => of?.types.map(({ type, events }) => [type.name, events]);
    expect(counts?.streams).toEqual(plain?.streams);
    expect(list(counts)).toEqual(list(plain));
  }
});
