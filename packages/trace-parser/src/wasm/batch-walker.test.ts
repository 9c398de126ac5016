import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { BinaryTrace } from '../binary-trace.ts';
import type { EventSelection } from '../columns/event-batch.ts';
import { openTrace } from '../open-trace.ts';
import { readFixture } from '../testing/fixtures.ts';
import { listBatches } from '../testing/list-batches.ts';
import { openBytes } from '../testing/open-bytes.ts';
import { PageBuilder } from '../testing/page-builder.ts';
import { buildPage, PAGE } from '../testing/random-pages.ts';
import { formatText, SAMPLE_FORMAT, sampleTrace } from '../testing/sample-trace.ts';
import { TraceError } from '../trace-error.ts';
import { BatchWalker } from './batch-walker.ts';

const FIXTURES = [
  'uring-xfs-v7.dat.gz',
  'uring-xfs-v7-zstd.dat.gz',
  'write-v6.dat.gz',
  'lossy-two-instances-v7.dat.gz',
  'handlers.dat.gz',
];

afterEach(() => vi.unstubAllGlobals());

function canWalk(trace: BinaryTrace, selection: EventSelection = {}): boolean {
  return BatchWalker.open({ streams: trace.streams, types: trace.eventTypes }, selection) !== undefined;
}

/** The batches of both ways are the same; also of damaged bytes, as far as they can be opened. */
function expectSame(bytes: Uint8Array, selection: EventSelection = {}): void {
  try {
    const trace = openBytes(bytes) as BinaryTrace;
    const walked = listBatches(trace, selection);
    expect(walked).toEqual(listBatches(openBytes(bytes, { webAssembly: false }), selection));
  } catch (error) {
    if (!(error instanceof TraceError)) throw error;
  }
}

describe.each(FIXTURES)('%s by WebAssembly', (name) => {
  test('has the same batches and columns as without', async () => {
    const bytes = readFixture(name);
    const trace = (await openTrace(bytes)) as BinaryTrace;
    const plain = await openTrace(bytes, { webAssembly: false });
    expect(canWalk(trace)).toBe(true);
    const batches = listBatches(trace);
    expect(batches.length).toBeGreaterThan(0);
    expect(batches).toEqual(listBatches(plain));
    const names = trace.types.slice(0, 40).map((type) => type.name);
    expect(listBatches(trace, { names })).toEqual(listBatches(plain, { names }));
  });
});

test('every kind of field is the same as without', () => {
  const format = formatText(
    'fields',
    700,
    [
      ['char one', 8, 1, 1],
      ['unsigned char two', 9, 1, 0],
      ['short three', 10, 2, 1],
      ['u16 four', 12, 2, 0],
      ['unsigned long five', 14, 8, 0],
      ['s64 six', 22, 8, 1],
      ['void *seven', 30, 8, 0],
      ['char eight[5]', 38, 5, 1],
      ['u32 nine[2]', 43, 8, 0],
      ['__data_loc char[] ten', 51, 4, 1],
      ['__rel_loc char[] eleven', 55, 4, 1],
      ['u8 twelve[3]', 59, 3, 0],
      ['char rest[]', 62, 0, 1],
    ],
    '"%d", REC->one',
  );
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ minLength: 2, maxLength: 90 }), { maxLength: 40 }), (payloads) => {
      const page = new PageBuilder(2n ** 63n + 12345n);
      for (const payload of payloads) {
        if (payload.length >= 59) {
          // Locations that can be sound.
          const view = new DataView(payload.buffer);
          view.setUint32(51, ((payload[51] ?? 0) % 32) * 65536 + ((payload[52] ?? 0) % 80), true);
          view.setUint32(55, ((payload[55] ?? 0) % 16) * 65536 + ((payload[56] ?? 0) % 16), true);
        }
        payload.set([0xbc, 2]);
        page.event(3, payload);
      }
      const buffers = [{ name: '', cpus: [{ cpu: 0, pages: [page.build()] }] }];
      expectSame(sampleTrace(1, { buffers, formats: [{ system: 'lab', text: format }] }));
    }),
    { numRuns: 200 },
  );
});

test('pages of any times, losses and damage are walked the same', () => {
  const cpus = fc.array(fc.array(PAGE, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(cpus, fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), (streams, offset) => {
      const buffers = [
        { name: '', cpus: streams.map((pages, cpu) => ({ cpu, pages: pages.map(buildPage) })) },
      ];
      const options = [{ id: 7, text: `${offset}\0` }];
      expectSame(sampleTrace(1, { buffers, options, formats: [{ system: 'lab', text: SAMPLE_FORMAT }] }));
    }),
    { numRuns: 500 },
  );
});

test.each(FIXTURES.filter((name) => !name.includes('zstd')))(
  '%s with flipped bits is the same',
  (name) => {
    const bytes = readFixture(name);
    const flips = fc.array(fc.record({ at: fc.nat(bytes.length - 1), bit: fc.nat(7) }), {
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(flips, (places) => {
        const damaged = bytes.slice();
        for (const { at, bit } of places) damaged[at] = (damaged[at] ?? 0) ^ (1 << bit);
        expectSame(damaged);
      }),
      { numRuns: 15 },
    );
  },
  120_000,
);

test('an event of a batch that is kept stays what it is', () => {
  const trace = openBytes(sampleTrace(300)) as BinaryTrace;
  const kept = [];
  for (const batch of trace.batches()) kept.push(batch.event(batch.length - 1));
  expect(kept.length).toBeGreaterThan(1);
  const times = new Set(kept.map(({ timestamp }) => timestamp));
  const same = Array.from(trace.events()).filter(({ timestamp }) => times.has(timestamp));
  expect(kept.map((event) => event.fields())).toEqual(same.map((event) => event.fields()));
});

test('what WebAssembly does not walk, and where there is none, is read all the same', () => {
  const bytes = sampleTrace(3);
  const expected = listBatches(openBytes(bytes));
  expect(canWalk(openBytes(bytes) as BinaryTrace, { from: 1n })).toBe(false);
  expect(canWalk(openBytes(sampleTrace(3, { littleEndian: false })) as BinaryTrace)).toBe(false);
  vi.stubGlobal('WebAssembly', undefined);
  expect(canWalk(openBytes(bytes) as BinaryTrace)).toBe(false);
  expect(listBatches(openBytes(bytes))).toEqual(expected);
});
