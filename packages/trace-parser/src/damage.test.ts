import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createCase, runCase } from '../fuzz/run-case.ts';
import { loadSeeds } from '../fuzz/seeds.ts';
import { formatEvent } from './report/format-report.ts';
import { readFixture } from './testing/fixtures.ts';
import { openBytes } from './testing/open-bytes.ts';
import { EVENTS_PER_PAGE, sampleTrace } from './testing/sample-trace.ts';
import { TraceError } from './trace-error.ts';

/**
 * Reads everything there is to read: never anything thrown but E_TRACE_UNREADABLE, never more events or diagnostics than the
 * input can account for. Returns the number of events, -1 for unreadable.
 */
function readAll(bytes: Uint8Array): number {
  try {
    const trace = openBytes(bytes);
    let events = 0;
    for (const event of trace.events()) {
      events++;
      if (events % 7 === 0) formatEvent(event);
      if (events % 11 === 0) event.fields();
    }
    expect(events).toBeLessThanOrEqual(bytes.length / 4 + 1);
    expect(trace.diagnostics().length).toBeLessThanOrEqual(1001);
    expect(trace.losses().skippedBytes).toBeLessThanOrEqual(bytes.length * 2);
    return events;
  } catch (error) {
    expect(error).toBeInstanceOf(TraceError);
    expect(error).toMatchObject({ code: 'E_TRACE_UNREADABLE' });
    return -1;
  }
}

const FILES = [
  'uring-xfs-v7.dat.gz',
  'write-v6.dat.gz',
  'lossy-two-instances-v7.dat.gz',
  'write-v6.txt.gz',
  'bugzilla-208827.txt',
];

describe.each(FILES)('%s', (name) => {
  const bytes = readFixture(name);

  test('cut short anywhere is read as far as it goes', () => {
    const steps = Array.from({ length: 80 }, (_, index) => Math.floor((bytes.length * index) / 80));
    for (const length of [...steps, 1, 9, 10, 11, 12, 13, 17, 22, 30]) readAll(bytes.slice(0, length));
  });

  test('with flipped bits is survived', () => {
    const flips = fc.array(fc.record({ at: fc.nat(bytes.length - 1), bit: fc.nat(7) }), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(flips, (places) => {
        const damaged = bytes.slice();
        for (const { at, bit } of places) damaged[at] = (damaged[at] ?? 0) ^ (1 << bit);
        readAll(damaged);
      }),
      { numRuns: 60 },
    );
  });

  test('with stretches of other bytes is survived', () => {
    const stretch = fc.record({
      at: fc.nat(bytes.length - 1),
      fill: fc.constantFrom(0, 1, 0x7f, 0xff),
      size: fc.integer({ min: 1, max: 5000 }),
    });
    fc.assert(
      fc.property(stretch, ({ at, fill, size }) => readAll(bytes.slice().fill(fill, at, at + size)) >= -1),
      { numRuns: 60 },
    );
  });
});

describe.each([6, 7] as const)('each byte of the head and the tables of a version %d file', (version) => {
  const bytes = sampleTrace(1, { version });
  const pagesStart = version === 6 ? 4096 : bytes.length - 2 * 4096;

  test.each([0, 1, 0xff])('set to %d is survived', (value) => {
    for (let at = 10; at < bytes.length; at++) {
      if (at >= 4096 && at < pagesStart) continue;
      if (at > 200 && at % 23 !== 0) continue;
      const damaged = bytes.slice();
      damaged[at] = value;
      readAll(damaged);
    }
  });
});

/** Where the pages of the sample lie: every page begins with its time, which no other page has. */
function findPages(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const found: number[] = [];
  for (let at = 4096; at + 4096 <= bytes.length; at += 4096) {
    const time = view.getBigUint64(at, true);
    if (time >= 1_000_000n && time < 10_000_000n) found.push(at);
  }
  return found;
}

describe('damage to one page leaves the events of all others', () => {
  const PAGES = 6;
  const bytes = sampleTrace(PAGES);
  const pages = findPages(bytes);

  function numbersOutside(damaged: Uint8Array, lost: ReadonlySet<unknown>): unknown[] {
    const numbers = Array.from(openBytes(damaged).events(), (event) => event.field('number'));
    return numbers.filter((number) => typeof number === 'number' && !lost.has(number));
  }

  test('whatever the bytes of the page are', () => {
    expect(pages).toHaveLength(2 * PAGES);
    const all = Array.from(openBytes(bytes).events(), (event) => event.field('number'));
    const damage = fc.record({
      page: fc.integer({ min: 0, max: 2 * PAGES - 1 }),
      at: fc.integer({ min: 8, max: 4095 }),
      fill: fc.uint8Array({ minLength: 1, maxLength: 64 }),
    });
    fc.assert(
      fc.property(damage, ({ page, at, fill }) => {
        const start = pages[page] ?? 0;
        const damaged = bytes.slice();
        damaged.set(fill.subarray(0, 4096 - at), start + at);
        const cpu = page < PAGES ? 0 : 1;
        const first = (page % PAGES) * EVENTS_PER_PAGE;
        const lost = new Set(
          Array.from({ length: EVENTS_PER_PAGE }, (_, index) => (first + index) * 2 + cpu),
        );
        const kept = new Set(numbersOutside(damaged, lost));
        expect(all.filter((number) => !lost.has(number as number) && !kept.has(number))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ['a commit beyond the page', 8, [0xff, 0xff, 0, 0], 'page-header'],
    ['an event that overruns', 16, [0, 0, 0, 0, 0xfc, 0xff, 0xff, 0xff], 'event-overflow'],
    ['a data length of zero', 16, [0, 0, 0, 0, 0, 0, 0, 0], 'data-length'],
    ['an unknown id', 20, [0x63, 0], 'event-unknown'],
    ['a time of long ago', 0, [1, 0, 0, 0, 0, 0, 0, 0], 'time-backwards'],
  ])('%s is told with its place', (_name, at, values, code) => {
    const damaged = bytes.slice();
    damaged.set(values, (pages[2] ?? 0) + at);
    const found = openBytes(damaged).diagnostics();
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ code, cpu: 0, page: 2, count: 1 });
    expect(found[0]?.offset).toBeGreaterThanOrEqual(pages[2] ?? 0);
    expect(found[0]?.offset).toBeLessThan((pages[2] ?? 0) + 4096);
  });

  test('a version 7 file cut before the options that place its pages keeps the whole pages before', () => {
    const cut = openBytes(bytes.slice(0, (pages[9] ?? 0) + 100));
    expect([...cut.events()]).toHaveLength(9 * EVENTS_PER_PAGE);
    expect(cut.diagnostics()).toMatchObject([{ code: 'options-damaged' }, { code: 'pages-recovered' }]);
  });

  test('a version 6 file cut inside a page keeps the whole pages before', () => {
    const old = sampleTrace(PAGES, { version: 6 });
    const cut = openBytes(old.slice(0, (findPages(old)[9] ?? 0) + 100));
    expect([...cut.events()]).toHaveLength(9 * EVENTS_PER_PAGE);
    expect(cut.diagnostics()).toMatchObject([{ code: 'page-truncated', cpu: 1, page: 3, bytesSkipped: 100 }]);
  });
});

describe('damage to the container is told', () => {
  /** Offset of `needle` (bytes) in the sample. */
  function patched(
    content: Parameters<typeof sampleTrace>[1],
    change: (bytes: Uint8Array, view: DataView) => void,
  ): Uint8Array {
    const bytes = sampleTrace(2, content);
    change(bytes, new DataView(bytes.buffer));
    return bytes;
  }
  const POINTER = 10 + 2 + 6 + 5 + 1;

  test('a version 7 file whose writer died still has its formats, found by walking the sections', () => {
    const bytes = patched({}, (_bytes, view) => view.setBigUint64(POINTER, 0n, true));
    const trace = openBytes(bytes);
    expect(trace.diagnostics()).toMatchObject([{ code: 'options-missing', severity: 'error' }]);
    expect([...trace.events()]).toHaveLength(4 * EVENTS_PER_PAGE);
  });

  test('options that point to themselves end', () => {
    const bytes = patched({}, (all, view) => {
      view.setBigUint64(all.length - 8, view.getBigUint64(POINTER, true), true);
    });
    const trace = openBytes(bytes);
    expect(trace.diagnostics()).toMatchObject([{ code: 'options-damaged' }]);
    expect([...trace.events()]).toHaveLength(4 * EVENTS_PER_PAGE);
  });

  test('a wrong byte order in the header is seen through', () => {
    const bytes = patched({}, (all) => {
      all[12] = 1;
    });
    const trace = openBytes(bytes);
    expect(trace.diagnostics()).toMatchObject([{ code: 'byte-order' }]);
    expect([...trace.events()]).toHaveLength(4 * EVENTS_PER_PAGE);
  });

  test.each([0, 4097, 2 ** 32 - 1])('a page size of %d gives way to that of header_page', (size) => {
    const bytes = sampleTrace(2, { version: 6 });
    new DataView(bytes.buffer).setUint32(14, size, true);
    expect([...openBytes(bytes).events()]).toHaveLength(4 * EVENTS_PER_PAGE);
  });

  test('a CPU listed twice counts once', () => {
    const [page] = [sampleTrace(1)].map((bytes) =>
      bytes.slice(findPages(bytes)[0], (findPages(bytes)[0] ?? 0) + 4096),
    );
    if (page === undefined) throw new Error('no page');
    const cpus = [
      { cpu: 0, pages: [page] },
      { cpu: 0, pages: [page] },
    ];
    const trace = openBytes(sampleTrace(1, { buffers: [{ name: '', cpus }] }));
    expect([...trace.events()]).toHaveLength(EVENTS_PER_PAGE);
    expect(trace.diagnostics()).toMatchObject([{ code: 'cpu-duplicate', cpu: 0 }]);
  });

  test('an option nobody knows is skipped', () => {
    const trace = openBytes(sampleTrace(1, { options: [{ id: 99, text: 'new' }] }));
    expect(trace.diagnostics()).toMatchObject([{ code: 'option-ignored', severity: 'info' }]);
    expect([...trace.events()]).toHaveLength(2 * EVENTS_PER_PAGE);
  });

  test('an id used twice keeps the first format', () => {
    const text = 'name: other\nID: 700\nformat:\n\nprint fmt: ""\n';
    const first = sampleTrace(1);
    const twice = openBytes(
      sampleTrace(1, {
        formats: [
          { system: 'lab', text: formatOf(first) },
          { system: 'lab', text },
        ],
      }),
    );
    expect(twice.diagnostics()).toMatchObject([{ code: 'format-duplicate' }]);
    expect([...twice.events()][0]?.name).toBe('sample');
  });

  function formatOf(bytes: Uint8Array): string {
    const text = String.fromCharCode(...bytes.subarray(0, 4096));
    const start = text.indexOf('name: sample');
    return text.slice(start, text.indexOf('__get_str(text)') + '__get_str(text)\n'.length);
  }
});

describe('5000 damaged files', () => {
  const CASES = 5000;
  const SLICES = 5;
  const LONGEST_CASE = 2000;
  const seeds = loadSeeds(join(import.meta.dirname, '../fixtures'));

  test.each(Array.from({ length: SLICES }, (_, slice) => slice))(
    'part %d is read to its end',
    async (slice) => {
      for (let number = slice; number < CASES; number += SLICES) {
        const damaged = createCase(seeds, 1, number);
        const before = process.cpuUsage();
        await runCase(damaged).catch((cause) => {
          throw new Error(`case ${number} of ${damaged.seed.name}, ${damaged.what}`, { cause });
        });
        // A busy machine is slow, too: what counts is how long processors have worked.
        const { user, system } = process.cpuUsage(before);
        expect((user + system) / 1000).toBeLessThan(LONGEST_CASE);
      }
    },
    600_000,
  );
});
