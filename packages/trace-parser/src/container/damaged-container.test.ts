import { describe, expect, test } from 'vitest';
import { openBytes } from '../testing/open-bytes.ts';
import { EVENTS_PER_PAGE, sampleTrace } from '../testing/sample-trace.ts';
import type { Trace } from '../trace.ts';

const PAGES = 4;
const ALL = 2 * PAGES * EVENTS_PER_PAGE;
/** Where the pointer to the first options stands in a version 7 file without compression. */
const POINTER = 10 + 2 + 6 + 5 + 1;
const unreadable = expect.objectContaining({ code: 'E_TRACE_UNREADABLE', hint: expect.stringMatching(/\w/) });

function numbersOf(trace: Trace): unknown[] {
  return Array.from(trace.events(), (event) => event.field('number'));
}

function codesOf(trace: Trace): string[] {
  return trace.diagnostics().map(({ code }) => code);
}

type Change = (view: DataView, bytes: Uint8Array) => void;

function openChanged(version: 6 | 7, change: Change, content: Parameters<typeof sampleTrace>[1] = {}): Trace {
  const bytes = sampleTrace(PAGES, { version, ...content });
  change(new DataView(bytes.buffer), bytes);
  return openBytes(bytes);
}

function find(bytes: Uint8Array, text: string, from = 0): number {
  const at = Buffer.from(bytes).indexOf(text, from, 'latin1');
  if (at < 0) throw new Error(`${text} is not there`);
  return at;
}

describe('the head of the file', () => {
  test.each([[0], [4097], [2 ** 32 - 1]])(
    'a page size of %d in a version 7 file gives way to the table',
    (size) => {
      const trace = openChanged(7, (view) => view.setUint32(14, size, true));
      expect(numbersOf(trace)).toHaveLength(ALL);
    },
  );

  test.each([6, 7] as const)('a long of 77 bytes in version %d gives way to header_page', (version) => {
    const trace = openChanged(version, (view) => view.setUint8(13, 77));
    expect(numbersOf(trace)).toHaveLength(ALL);
    expect(trace.diagnostics()).toEqual([]);
  });

  test.each([
    [6, true],
    [6, false],
    [7, true],
    [7, false],
  ] as const)(
    'a wrong byte order in version %d, little endian: %s, is seen through',
    (version, littleEndian) => {
      const trace = openChanged(version, (view) => view.setUint8(12, littleEndian ? 1 : 0), { littleEndian });
      expect(numbersOf(trace)).toHaveLength(ALL);
      expect(codesOf(trace)).toEqual(['byte-order']);
    },
  );

  test('an unknown compression is named', () => {
    const change: Change = (_view, bytes) => bytes.set(Buffer.from('lzma'), 18);
    expect(() => openChanged(7, change)).toThrow(
      expect.objectContaining({ message: expect.stringContaining('lzma') }),
    );
  });
});

describe('metadata that ends early', () => {
  test('version 6 is refused with the place', () => {
    const bytes = sampleTrace(PAGES, { version: 6 });
    const at = find(bytes, 'name: sample') + 100;
    expect(() => openBytes(bytes.slice(0, at))).toThrow(
      expect.objectContaining({
        code: 'E_TRACE_UNREADABLE',
        message: expect.stringMatching(/near byte \d+/),
      }),
    );
  });

  test('version 7 keeps what was whole', () => {
    const bytes = sampleTrace(PAGES);
    const trace = openBytes(bytes.slice(0, find(bytes, 'name: sample') + 100));
    expect(numbersOf(trace)).toEqual([]);
    expect(codesOf(trace)).toEqual(['options-damaged', 'metadata-truncated']);
  });

  test('a version 7 file cut among its pages has those before, without their table', () => {
    const bytes = sampleTrace(PAGES);
    const end = bytes.length - (bytes.length % 4096) - 4096;
    const trace = openBytes(bytes.slice(0, end - 100));
    expect(numbersOf(trace).length).toBeGreaterThanOrEqual(ALL - 3 * EVENTS_PER_PAGE);
    expect(numbersOf(trace)).toEqual(
      numbersOf(trace).toSorted((left, right) => Number(left) - Number(right)),
    );
    expect(trace.instances[0]?.cpus).toEqual([0, 1]);
    expect(codesOf(trace)).toEqual(['options-damaged', 'pages-recovered']);
  });
});

describe('the options of version 7', () => {
  test.each([
    ['zero', 0n, 'options-missing'],
    ['beyond the file', 1n << 40n, 'options-damaged'],
    ['beyond 2^53', 2n ** 64n - 1n, 'options-damaged'],
    ['somewhere else', 50n, 'options-damaged'],
  ])('a pointer %s is replaced by walking the sections', (_name, pointer, code) => {
    const trace = openChanged(7, (view) => view.setBigUint64(POINTER, pointer, true));
    expect(numbersOf(trace)).toHaveLength(ALL);
    expect(codesOf(trace)).toEqual([code]);
  });

  test('a section that is another one is left out and told', () => {
    const trace = openChanged(7, (view) => {
      const options = Number(view.getBigUint64(POINTER, true)) + 16;
      view.setBigUint64(options + 6, view.getBigUint64(options + 14 + 6, true), true);
    });
    expect(codesOf(trace)).toContain('section-mismatch');
    expect(numbersOf(trace)).toHaveLength(ALL);
  });

  test.each([0, 0x7fffffff, 0xffffffff])('an option of %d bytes costs what follows it, no more', (size) => {
    const trace = openChanged(7, (view, bytes) => view.setUint32(find(bytes, '[local]\0') - 4, size, true));
    expect(numbersOf(trace)).toHaveLength(ALL);
    expect(trace.diagnostics()).not.toEqual([]);
  });
});

describe('the options of version 6', () => {
  test('CPU statistics of no bytes are survived', () => {
    const trace = openChanged(6, () => undefined, { options: [{ id: 2, text: '' }] });
    expect(numbersOf(trace)).toHaveLength(ALL);
  });

  test('a size beyond the file is refused with the place', () => {
    const change: Change = (view, bytes) => view.setUint32(find(bytes, '[local]\0') - 4, 0xffffffff, true);
    expect(() => openChanged(6, change)).toThrow(unreadable);
  });

  test('2^31 CPUs are bounded by the file', () => {
    const trace = openChanged(6, (view, bytes) =>
      view.setUint32(find(bytes, 'options  \0') - 4, 2 ** 31, true),
    );
    expect(codesOf(trace)).toContain('buffer-damaged');
    expect(numbersOf(trace).length).toBeGreaterThanOrEqual(ALL);
  });
});

describe('the table of CPUs', () => {
  /** Offset of the first entry of the BUFFER option: u32 CPU, u64 offset, u64 size. */
  const entryOf = (bytes: Uint8Array) => find(bytes, 'local\0', find(bytes, '[local]\0') + 8) + 6 + 8;

  test.each([
    ['not aligned', (offset: bigint) => offset + 1n],
    ['near the end of the file', () => 40_000n],
    ['that wraps', () => 2n ** 64n - 4096n],
    ['beyond the file', () => 2n ** 40n],
  ])('an offset %s costs that CPU', (_name, move) => {
    for (const version of [6, 7] as const) {
      const trace = openChanged(version, (view, bytes) => {
        const at = version === 7 ? entryOf(bytes) + 4 : find(bytes, 'flyrecord\0') + 10;
        view.setBigUint64(at, move(view.getBigUint64(at, true)), true);
      });
      const kept = numbersOf(trace).filter((number) => Number(number) % 2 === 1);
      expect(new Set(kept).size).toBeGreaterThanOrEqual(version === 7 ? ALL / 2 - ALL / 8 : 0);
      expect(trace.diagnostics()).not.toEqual([]);
    }
  });

  test.each([
    ['2^31 CPUs', -4, 2 ** 31],
    ['a page size of 0', -8, 0],
    ['CPU 2^30', 0, 2 ** 30],
    ['the same CPU twice', 20, 0],
  ])('%s are bounded', (_name, at, value) => {
    const trace = openChanged(7, (view, bytes) => view.setUint32(entryOf(bytes) + at, value, true));
    expect(numbersOf(trace).length).toBeGreaterThanOrEqual(ALL / 2);
    expect(trace.source.cpus).toBe(2);
  });
});

test('the tracing data of perf have formats and no events, and say so', () => {
  const bytes = sampleTrace(1, { version: 6 });
  const end = find(bytes, 'options  \0');
  const head = [...bytes.slice(0, 10), ...Buffer.from('0.6\0'), ...bytes.slice(12, end)];
  const trace = openBytes(Uint8Array.from(head));
  expect(numbersOf(trace)).toEqual([]);
  expect(trace.types.map(({ name }) => name)).toContain('sample');
  expect(codesOf(trace)).toEqual(['buffers-missing']);
});

test('what the recorder says is listed, and what is not applied is told', () => {
  const trace = openBytes(
    sampleTrace(1, {
      uname: 'Linux lab',
      options: [
        { id: 9, text: 'trace-cmd 3.1.6\0' },
        { id: 11, text: '\x01\x02\0\0\0\0\0\0' },
        { id: 12, text: '\0'.repeat(16) },
        { id: 13, text: `guest\0${'\0'.repeat(12)}` },
      ],
    }),
  );
  const named = trace.metadata.options.map(({ name, text }) => `${name} ${text}`);
  expect(named).toEqual(
    expect.arrayContaining([
      'TRACECLOCK [local]',
      'UNAME Linux lab',
      'VERSION trace-cmd 3.1.6',
      'TRACEID 0x201',
      'GUEST guest, id 0x0, 0 CPUs',
      'CPUCOUNT 2',
    ]),
  );
  expect(codesOf(trace)).toEqual(['time-unsynchronised', 'guest-separate']);
  expect(trace.metadata).toMatchObject({ recorder: 'trace-cmd 3.1.6', traceId: 0x201n });
});
