import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { openTrace } from '../open-trace.ts';
import { readFixture } from '../testing/fixtures.ts';
import { EVENTS_PER_PAGE, SAMPLE_FORMAT, sampleTrace } from '../testing/sample-trace.ts';
import { createBytesSource } from './byte-source.ts';
import type { TraceInput } from './trace-input.ts';

const PAGES = 3;
const ALL = 2 * PAGES * EVENTS_PER_PAGE;
const BYTES = sampleTrace(PAGES);
const unreadable = { code: 'E_TRACE_UNREADABLE', hint: expect.stringMatching(/\w/) };

async function* cut(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array, void, undefined> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function countEvents(input: TraceInput): Promise<number> {
  return [...(await openTrace(input)).events()].length;
}

describe('a trace is read', () => {
  test.each<[string, TraceInput]>([
    ['from bytes', BYTES],
    ['from a source', createBytesSource(BYTES)],
    ['from a Blob', new Blob([Uint8Array.from(BYTES)])],
    ['from a stream', new Blob([Uint8Array.from(BYTES)]).stream()],
    ['from pieces of odd sizes', cut(BYTES, 777)],
    ['in gzip', gzipSync(BYTES)],
    ['in gzip twice', gzipSync(gzipSync(BYTES))],
    ['in gzip of two members', Buffer.concat([gzipSync(BYTES.slice(0, 999)), gzipSync(BYTES.slice(999))])],
  ])('%s', async (_name, input) => {
    expect(await countEvents(input)).toBe(ALL);
  });
});

test('gzip that ends early is read as far as it goes, and told', async () => {
  const packed = gzipSync(sampleTrace(40, { version: 6 }));
  const trace = await openTrace(packed.subarray(0, packed.length - 500));
  const count = [...trace.events()].length;
  expect(count).toBeGreaterThan(EVENTS_PER_PAGE);
  expect(count).toBeLessThan(80 * EVENTS_PER_PAGE);
  expect(trace.diagnostics().map(({ code }) => code)).toContain('input-truncated');
});

describe('refused with a hint', () => {
  test.each<[string, Uint8Array]>([
    ['perf.data', Buffer.from('PERFFILE2')],
    ['gzip without content', gzipSync('').subarray(0, 12)],
    ['damaged zstd', Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0xff, 0xff, 0xff)],
    ['gzip in gzip in gzip in gzip', gzipSync(gzipSync(gzipSync(gzipSync(BYTES))))],
    ['raw pages without formats', findPages(true)],
  ])('%s', async (_name, bytes) => {
    await expect(openTrace(bytes)).rejects.toMatchObject(unreadable);
  });

  test('a stream beyond the limit', async () => {
    await expect(openTrace(cut(BYTES, 4096), { sizeLimit: 10_000 })).rejects.toMatchObject(unreadable);
  });

  test('gzip that unfolds beyond the limit', async () => {
    const bomb = gzipSync(new Uint8Array(20_000_000));
    await expect(openTrace(bomb, { sizeLimit: 1_000_000 })).rejects.toMatchObject(unreadable);
  });
});

/** The pages of CPU 0 as trace_pipe_raw would give them. */
function findPages(littleEndian: boolean): Uint8Array {
  const bytes = sampleTrace(PAGES, { littleEndian });
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < bytes.length; at += 4096) {
    if (view.getBigUint64(at, littleEndian) === 1_000_000n) return bytes.slice(at, at + PAGES * 4096);
  }
  throw new Error('no pages');
}

describe.each([true, false])('raw pages with their formats, little endian: %s', (littleEndian) => {
  test.each([littleEndian, undefined])('said to be: %s', async (said) => {
    const raw = {
      headerPage: '',
      formats: [{ system: 'lab', text: SAMPLE_FORMAT }],
      cmdlines: '100 zero\n',
      cpus: [{ cpu: 3, source: findPages(littleEndian) }],
      ...(said === undefined ? {} : { littleEndian: said }),
    };
    const trace = await openTrace({ raw });
    const events = [...trace.events()];
    expect(events).toHaveLength(PAGES * EVENTS_PER_PAGE);
    expect(events[0]).toMatchObject({ cpu: 3, comm: 'zero', name: 'sample', timestamp: 1_000_000n });
    expect(trace.source.kind).toBe('raw-pages');
    expect(trace.diagnostics()).toEqual([]);
  });
});

test('a recording of trace-cmd in gzip gives its events', async () => {
  const plain = readFixture('write-v6.dat.gz');
  expect(await countEvents(gzipSync(plain))).toBe(await countEvents(plain));
});
