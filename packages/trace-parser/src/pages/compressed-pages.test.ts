import { describe, expect, test } from 'vitest';
import { readTraceDat } from '../container/trace-dat.ts';
import { DiagnosticLog } from '../diagnostics.ts';
import { openTrace } from '../open-trace.ts';
import type { CpuStream } from '../ring/cpu-stream.ts';
import { parsePageLayout } from '../ring/page-layout.ts';
import { createBytesSource } from '../source/byte-source.ts';
import { zlibCodec } from '../source/zlib.ts';
import { readFixture } from '../testing/fixtures.ts';
import { EVENTS_PER_PAGE, sampleTrace } from '../testing/sample-trace.ts';
import type { Trace } from '../trace.ts';
import { openPages } from './open-pages.ts';

const PAGES = 12;
const CHUNK = 4;
const ALL = 2 * PAGES * EVENTS_PER_PAGE;
const COMPRESSED = { compression: 'zlib', chunkPages: CHUNK } as const;

function numbersOf(trace: Trace): number[] {
  return Array.from(trace.events(), (event) => Number(event.field('number')));
}

function openCpus(bytes: Uint8Array): CpuStream[] {
  const source = createBytesSource(bytes);
  const log = new DiagnosticLog();
  const container = readTraceDat(source, log, zlibCodec);
  const layout = parsePageLayout(container.headerPage, container.longSize, container.pageSize);
  return openPages(source, container, layout, log);
}

describe.each([true, false])('a zlib recording, little endian: %s', (littleEndian) => {
  test('has the events of the same recording uncompressed', async () => {
    const content = { littleEndian, kallsyms: 'ffffffff81000000 T start\n', cmdlines: '100 zero\n' };
    const plain = await openTrace(sampleTrace(PAGES, content));
    const trace = await openTrace(sampleTrace(PAGES, { ...content, ...COMPRESSED }));
    expect(numbersOf(trace)).toEqual(numbersOf(plain));
    expect(trace.source).toMatchObject({ compression: 'zlib' });
    expect(trace.diagnostics()).toEqual([]);
    expect(Buffer.from(trace.recording?.kallsyms ?? []).toString()).toBe(content.kallsyms);
  });
});

test('a window holds the rest of its chunk, from any page on', () => {
  const [cpu] = openCpus(sampleTrace(PAGES, COMPRESSED));
  expect(cpu?.pages.count).toBe(PAGES);
  const windows = [0, 3, 5, 11].map((index) => cpu?.pages.load(index));
  expect(windows.map((window) => [window?.first, window?.count, window?.view?.byteLength])).toEqual([
    [0, 4, 4 * 4096],
    [3, 1, 4096],
    [5, 3, 3 * 4096],
    [11, 1, 4096],
  ]);
  expect(windows.map((window) => window?.view?.getBigUint64(0, true))).toEqual(
    [0n, 3n, 5n, 11n].map((index) => 1_000_000n + index * 100_000n),
  );
});

describe('a damaged chunk costs its own pages', () => {
  const bytes = sampleTrace(PAGES, COMPRESSED);
  const second = findSecondChunk();

  /** Where the header of the second chunk of CPU 0 stands. */
  function findSecondChunk(): number {
    const at = openCpus(bytes)[0]?.pages.offsetOf(CHUNK);
    if (at === undefined) throw new Error('no chunk');
    return at - 8;
  }

  /** The pages of the second chunk of CPU 0 alone are gone. */
  const LOST = CHUNK * EVENTS_PER_PAGE;
  const isLost = (number: number) => number % 2 === 0 && number >= 2 * LOST && number < 4 * LOST;
  const kept = Array.from({ length: ALL }, (_, number) => number).filter((number) => !isLost(number));

  test.each([
    ['damaged data', 40, 0xdeadbeef],
    ['no zlib data', 8, 0],
    ['a wrong check sum', -1, 0x01020304],
    ['a stored size of 2^32-1', 0, 2 ** 32 - 1],
    ['a stored size of 0', 0, 0],
    ['a size of 2^32-1', 4, 2 ** 32 - 1],
    ['a size of three pages', 4, 3 * 4096],
    ['a size of 0', 4, 0],
  ])('%s', async (_name, at, value) => {
    const damaged = bytes.slice();
    const view = new DataView(damaged.buffer);
    const stored = view.getUint32(second, true);
    view.setUint32(at < 0 ? second + 8 + stored - 4 : second + at, value, true);
    const trace = await openTrace(damaged);
    expect(numbersOf(trace)).toEqual(kept);
    const codes = trace.diagnostics().map(({ code }) => code);
    expect(codes.length).toBeGreaterThan(0);
    expect(codes.every((code) => code === 'chunk-damaged' || code === 'chunk-list')).toBe(true);
  });

  test('a size that is no number of pages costs none', async () => {
    const damaged = bytes.slice();
    new DataView(damaged.buffer).setUint32(second + 4, CHUNK * 4096 + 1, true);
    const trace = await openTrace(damaged);
    expect(numbersOf(trace)).toHaveLength(ALL);
    expect(trace.diagnostics()).toMatchObject([{ code: 'chunk-list', offset: second }]);
  });

  test.each([0, 1, 2 ** 32 - 1])('a count of %d chunks costs none', async (count) => {
    const damaged = bytes.slice();
    const first = (openCpus(bytes)[0]?.pages.offsetOf(0) ?? 0) - 12;
    new DataView(damaged.buffer).setUint32(first, count, true);
    const trace = await openTrace(damaged);
    expect(numbersOf(trace)).toHaveLength(ALL);
    expect(trace.diagnostics()).toMatchObject([{ code: 'chunk-list', cpu: 0 }]);
  });
});

test('a compressed recording whose options were never written has its chunks found', async () => {
  const bytes = sampleTrace(PAGES, COMPRESSED);
  new DataView(bytes.buffer).setBigUint64(bytes.indexOf(0x7a) + 5 + 2, 0n, true);
  const end = bytes.length - 500;
  const trace = await openTrace(bytes.slice(0, end));
  expect(numbersOf(trace).length).toBeGreaterThan(ALL / 2);
  expect(trace.diagnostics().map(({ code }) => code)).toContain('pages-recovered');
});

test('a damaged metadata section is told and costs itself', async () => {
  const bytes = sampleTrace(1, COMPRESSED);
  const view = new DataView(bytes.buffer);
  const options = Number(view.getBigUint64(18 + 5 + 2, true));
  const cmdlines = Number(view.getBigUint64(options + 16 + 5 * 14 + 6, true));
  view.setUint32(cmdlines + 16 + 8, 0, true);
  const trace = await openTrace(bytes);
  expect(numbersOf(trace)).toHaveLength(2 * EVENTS_PER_PAGE);
  expect(Array.from(trace.events())[0]?.comm).toBe('<...>');
  expect(trace.diagnostics()).toMatchObject([{ code: 'section-damaged', offset: cmdlines }]);
});

test('a zstd recording of trace-cmd has the events it has uncompressed', async () => {
  const zstd = await openTrace(readFixture('uring-xfs-v7-zstd.dat.gz'));
  const plain = await openTrace(readFixture('uring-xfs-v7.dat.gz'));
  const lines = (trace: Trace) =>
    Array.from(trace.events(), (event) => `${event.timestamp} ${event.cpu} ${event.info()}`);
  expect(lines(zstd)).toEqual(lines(plain));
  expect(zstd.source).toMatchObject({ compression: 'zstd' });
  expect(zstd.diagnostics()).toEqual([]);
});
