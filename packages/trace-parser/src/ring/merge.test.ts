import { expect, test } from 'vitest';
import { createPlainPages } from '../pages/plain-pages.ts';
import { createBytesSource } from '../source/byte-source.ts';
import { PageBuilder } from '../testing/page-builder.ts';
import { Merge } from './merge.ts';
import { RingCursor } from './ring-cursor.ts';

const LAYOUT = { timestampOffset: 0, commitOffset: 8, longSize: 8, dataOffset: 16, pageSize: 4096 };

function createCursor(cpu: number, deltas: readonly number[], time = 1000n): RingCursor {
  const page = new PageBuilder(time);
  for (const delta of deltas) page.event(delta, new Uint8Array(8));
  const pages = createPlainPages(createBytesSource(page.build()), 0, 1, 4096);
  const stream = {
    cpu,
    instance: '',
    instanceIndex: 0,
    littleEndian: true,
    layout: LAYOUT,
    pageSize: 4096,
    pages,
    toTraceTime: (t: bigint) => t,
    timeShift: 0n,
  };
  return new RingCursor(stream, { origin: 1000n });
}

function merge(cursors: readonly RingCursor[]): string[] {
  const merged = new Merge(cursors);
  const events: string[] = [];
  for (let cursor = merged.next(); cursor !== undefined; cursor = merged.next())
    events.push(`${cursor.stream.cpu}@${cursor.order}`);
  return events;
}

test('events of all CPUs come in order of time', () => {
  const cursors = [createCursor(0, [0, 10, 10]), createCursor(1, [5, 1, 20]), createCursor(2, [7])];
  expect(merge(cursors)).toEqual(['0@0', '1@5', '1@6', '2@7', '0@10', '0@20', '1@26']);
});

test('on equal times the earlier CPU goes first', () => {
  expect(merge([createCursor(0, [3, 0]), createCursor(1, [3]), createCursor(2, [3])])).toEqual([
    '0@3',
    '0@3',
    '1@3',
    '2@3',
  ]);
});

test('a CPU without events takes no part', () => {
  expect(merge([createCursor(0, []), createCursor(1, [1])])).toEqual(['1@1']);
});
