import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPlainPages } from '../pages/plain-pages.ts';
import { createBytesSource } from '../source/byte-source.ts';
import { PageBuilder } from '../testing/page-builder.ts';
import type { CpuStream } from './cpu-stream.ts';
import { Merge } from './merge.ts';
import { findOrigin, openCursors } from './open-cursors.ts';
import { planSlices, type TimeSlice } from './plan-slices.ts';

const PAGE = 512;
const LAYOUT = { timestampOffset: 0, commitOffset: 8, longSize: 8, dataOffset: 16, pageSize: PAGE };

/** A stream of pages that begin at the times given, each with events at the distances given. */
function createStream(cpu: number, pages: readonly { time: number; deltas: readonly number[] }[]): CpuStream {
  const bytes = new Uint8Array(pages.length * PAGE);
  pages.forEach(({ time, deltas }, index) => {
    const page = new PageBuilder(BigInt(time), true, PAGE);
    for (const delta of deltas) page.event(delta, new Uint8Array(8));
    bytes.set(page.build(), index * PAGE);
  });
  return {
    cpu,
    instance: '',
    instanceIndex: 0,
    littleEndian: true,
    layout: LAYOUT,
    pageSize: PAGE,
    pages: createPlainPages(createBytesSource(bytes), 0, pages.length, PAGE),
    toTraceTime: (time) => time,
    timeShift: 0n,
  };
}

/** Each event by its CPU and place, in the order of the merge of a slice, or of everything. */
function list(streams: readonly CpuStream[], slice?: TimeSlice): string[] {
  const { cursors } = openCursors(streams, findOrigin(streams), {
    keep: true,
    rangeOf: (_, rank) => slice?.[rank] ?? {},
  });
  const merge = new Merge(cursors);
  const events: string[] = [];
  for (let cursor = merge.next(); cursor !== undefined; cursor = merge.next())
    events.push(`${cursor.stream.cpu}:${cursor.offsetOf(cursor.payload)}`);
  return events;
}

const deltas = fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 6 });
/** A little later than the page before, at once, or much later. */
const gap = fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 5000 }));

function streamOf(steps: readonly (readonly [number, readonly number[]])[], cpu: number): CpuStream {
  let time = 1000;
  return createStream(
    cpu,
    steps.map(([step, distances]) => {
      time += step;
      const page = { time, deltas: distances };
      time += distances.reduce((sum, distance) => sum + distance, 0);
      return page;
    }),
  );
}

test('slices one after the other give the merge of the whole', () => {
  const streams = fc.array(fc.array(fc.tuple(gap, deltas), { maxLength: 120 }), {
    minLength: 1,
    maxLength: 4,
  });
  fc.assert(
    fc.property(streams, (steps) => {
      const all = steps.map(streamOf);
      const slices = [...planSlices(all, findOrigin(all))];
      expect(slices.flatMap((slice) => list(all, slice))).toEqual(list(all));
    }),
    { numRuns: 200 },
  );
});

test('where times make no sense, every event is in one slice', () => {
  const page = fc.record({ time: fc.integer({ min: 0, max: 3000 }), deltas });
  const streams = fc.array(fc.array(page, { maxLength: 120 }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(streams, (pages) => {
      const all = pages.map((stream, cpu) => createStream(cpu, stream));
      const slices = [...planSlices(all, findOrigin(all))];
      expect(slices.flatMap((slice) => list(all, slice)).sort()).toEqual(list(all).sort());
    }),
    { numRuns: 200 },
  );
});

test('a slice has a bounded number of pages of each stream', () => {
  const all = [0, 1].map((cpu) =>
    createStream(
      cpu,
      Array.from({ length: 1000 }, (_, index) => ({ time: 1000 + index * 10 + cpu, deltas: [1, 2] })),
    ),
  );
  const slices = [...planSlices(all, findOrigin(all))];
  expect(slices.length).toBeGreaterThan(5);
  for (const slice of slices) {
    for (const { pages } of slice) {
      const end = Math.min(1000, pages?.end ?? 0);
      expect(end - (pages?.first ?? 0)).toBeLessThanOrEqual(130);
    }
  }
});
