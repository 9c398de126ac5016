import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createPlainPages } from '../pages/plain-pages.ts';
import { createBytesSource } from '../source/byte-source.ts';
import { PageBuilder } from '../testing/page-builder.ts';
import type { CpuStream } from './cpu-stream.ts';
import type { PageDamage } from './page-damage.ts';
import { RingCursor } from './ring-cursor.ts';

const LAYOUT = { timestampOffset: 0, commitOffset: 8, longSize: 8, dataOffset: 16, pageSize: 4096 };

function createStream(pages: readonly Uint8Array[], littleEndian = true): CpuStream {
  const bytes = new Uint8Array(pages.length * 4096);
  pages.forEach((page, index) => {
    bytes.set(page, index * 4096);
  });
  return {
    cpu: 0,
    instance: '',
    littleEndian,
    layout: LAYOUT,
    pageSize: 4096,
    pages: createPlainPages(createBytesSource(bytes), 0, pages.length, 4096),
    instanceIndex: 0,
    toTraceTime: (time) => time,
    timeShift: 0n,
  };
}

interface Walked {
  times: bigint[];
  sizes: number[];
  lost: number[];
  damages: PageDamage[];
}

function walk(pages: readonly Uint8Array[], littleEndian = true): Walked {
  const walked: Walked = { times: [], sizes: [], lost: [], damages: [] };
  const cursor = new RingCursor(createStream(pages, littleEndian), {
    onDamage: (damage) => walked.damages.push(damage),
  });
  while (cursor.advance()) {
    walked.times.push(cursor.base + BigInt(cursor.delta));
    walked.sizes.push(cursor.size);
    walked.lost.push(cursor.lost);
  }
  return walked;
}

const payload = new Uint8Array(8);

describe('time', () => {
  test('adds the deltas of events, of discarded events and of time extends', () => {
    const page = new PageBuilder(1000n)
      .event(0, payload)
      .padding(5, 12)
      .event(7, payload)
      .extend(1n << 30n)
      .event(1, payload);
    expect(walk([page.build()]).times).toEqual([1000n, 1012n, 1013n + (1n << 30n)]);
  });

  test('takes an absolute stamp of 8 bytes, with the upper bits from the time before', () => {
    const base = (5n << 59n) + 1000n;
    const page = new PageBuilder(base).event(0, payload).stamp(2000n).event(3, payload);
    expect(walk([page.build()]).times).toEqual([base, (5n << 59n) + 2003n]);
  });

  test('carries a stamp that wrapped into the next range', () => {
    const base = (6n << 59n) - 10n;
    const page = new PageBuilder(base).event(0, payload).stamp(20n).event(0, payload);
    expect(walk([page.build()]).times).toEqual([base, (6n << 59n) + 20n]);
  });

  test('is exact beyond 2^53', () => {
    const base = 1_800_000_000_000_000_001n;
    const page = new PageBuilder(base)
      .event(0, payload)
      .extend((1n << 58n) + 1n)
      .event(1, payload);
    expect(walk([page.build()]).times).toEqual([base, base + (1n << 58n) + 2n]);
  });
});

describe('lost events', () => {
  test('belong to the first event of the page, counted or not', () => {
    const page = () => new PageBuilder(1n).event(0, payload).event(1, payload);
    expect(walk([page().build(), page().build(300), page().build(-1)]).lost).toEqual([0, 0, 300, 0, -1, 0]);
  });

  test('are of unknown number when the count would lie beyond the page', () => {
    const page = new PageBuilder(1n);
    while (page.room > 12) page.event(0, payload);
    const bytes = page.build(-1);
    new DataView(bytes.buffer).setUint32(8, (page.at - 16 + 2 ** 30 + 2 ** 31) >>> 0, true);
    const { lost, damages } = walk([bytes]);
    expect(lost[0]).toBe(-1);
    expect(damages.map(({ code }) => code)).toEqual(['lost-count']);
  });
});

describe('damage costs the rest of the page and nothing else', () => {
  const good = () => new PageBuilder(5000n).event(0, payload).event(1, payload).build();
  const begin = () => new PageBuilder(1000n).event(0, payload);

  test.each([
    ['data-length', begin().word(0).word(0).event(0, payload).build()],
    ['data-length', begin().word(0).word(3).event(0, payload).build()],
    ['data-length', begin().word(0).build()],
    ['event-overflow', begin().word(0).word(0xfffffffc).event(0, payload).build()],
    ['event-overflow', begin().word(0).word(0x7ffffff0).event(0, payload).build()],
    ['event-overflow', begin().word(28).build()],
    ['event-id-missing', begin().word(0).word(4).event(0, payload).build()],
    ['padding-inside', begin().word(29).event(0, payload).build()],
    [
      'padding-length',
      begin()
        .word(29 + 32)
        .word(0xfffffffc)
        .event(0, payload)
        .build(),
    ],
    [
      'padding-length',
      begin()
        .word(29 + 32)
        .word(0)
        .event(0, payload)
        .build(),
    ],
    [
      'padding-length',
      begin()
        .word(29 + 32)
        .build(),
    ],
    ['time-short', begin().word(30).build()],
    ['time-short', begin().word(31).build()],
  ])('%s', (code, damaged) => {
    const { times, damages } = walk([good(), damaged, good()]);
    expect(times).toEqual([5000n, 5001n, 1000n, 5000n, 5001n]);
    expect(damages).toHaveLength(1);
    expect(damages[0]).toMatchObject({ code, page: 1 });
    expect(damages[0]?.bytesSkipped).toBeGreaterThanOrEqual(4);
  });

  test.each([
    ['page-header', new Uint8Array(4096).fill(0xff)],
    ['page-empty', new Uint8Array(4096)],
  ])('%s', (code, damaged) => {
    const { times, damages } = walk([good(), damaged, good()]);
    expect(times).toEqual([5000n, 5001n, 5000n, 5001n]);
    expect(damages.map((damage) => damage.code)).toEqual([code]);
  });

  test('header-short when the commit is odd', () => {
    const odd = begin().build();
    new DataView(odd.buffer).setUint32(8, 14, true);
    expect(walk([odd, good()]).damages.map(({ code }) => code)).toEqual(['header-short']);
  });
});

test('an empty page at the end of a live buffer is no damage', () => {
  expect(walk([new PageBuilder(1n).event(0, payload).build(), new Uint8Array(4096)]).damages).toEqual([]);
});

test('any sequence of records in either byte order comes back as it was written', () => {
  const record = fc.record({
    delta: fc.integer({ min: 0, max: 2 ** 27 - 1 }),
    size: fc.integer({ min: 2, max: 200 }),
    before: fc.constantFrom('nothing', 'extend', 'padding'),
  });
  fc.assert(
    fc.property(fc.array(record, { maxLength: 12 }), fc.boolean(), (records, littleEndian) => {
      const page = new PageBuilder(10n ** 18n, littleEndian);
      let time = 10n ** 18n;
      const times = records.map(({ delta, size, before }) => {
        if (before === 'extend') page.extend(1n << 40n);
        if (before === 'padding') page.padding(3, 8);
        time += (before === 'extend' ? 1n << 40n : before === 'padding' ? 3n : 0n) + BigInt(delta);
        page.event(delta, new Uint8Array(size));
        return time;
      });
      const walked = walk([page.build()], littleEndian);
      expect(walked.times).toEqual(times);
      expect(walked.sizes).toEqual(records.map(({ size }) => size));
      expect(walked.damages).toEqual([]);
    }),
  );
});

test('any bytes end, with no more events than fit', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 4096, maxLength: 4096 }),
      fc.integer({ min: 0, max: 4080 }),
      (bytes, commit) => {
        new DataView(bytes.buffer, bytes.byteOffset).setBigUint64(8, BigInt(commit), true);
        const { times } = walk([bytes]);
        expect(times.length).toBeLessThanOrEqual(commit / 8);
      },
    ),
  );
});
