import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { BinaryTrace } from '../binary-trace.ts';
import { decodeLatin1 } from '../bytes/latin1.ts';
import { openTrace } from '../open-trace.ts';
import { type FormatReportOptions, formatReport } from '../report/format-report.ts';
import { createLineSource, createReportInput } from '../report/report-input.ts';
import { PLAIN_REPORT, type ReportStyle } from '../report/report-style.ts';
import { readFixture } from '../testing/fixtures.ts';
import { openBytes } from '../testing/open-bytes.ts';
import { PageBuilder } from '../testing/page-builder.ts';
import { buildPage, PAGE } from '../testing/random-pages.ts';
import { formatText, SAMPLE_FORMAT, sampleTrace } from '../testing/sample-trace.ts';
import { TraceError } from '../trace-error.ts';
import { LineWalker } from './line-walker.ts';

const FIXTURES = [
  'uring-xfs-v7.dat.gz',
  'uring-xfs-v7-zstd.dat.gz',
  'write-v6.dat.gz',
  'lossy-two-instances-v7.dat.gz',
  'handlers.dat.gz',
];
const WITH_PLUGINS: FormatReportOptions = { plugins: true };

afterEach(() => vi.unstubAllGlobals());

function openWalker(trace: BinaryTrace, style: Partial<ReportStyle> = {}): LineWalker | undefined {
  const input = createReportInput({ trace, label: '', timeOffset: 0n, rawTime: false });
  const plan = { style: { ...PLAIN_REPORT, ...style }, selection: {} };
  return LineWalker.open(createLineSource([input], input), plan);
}

/** The lines of both ways are the same, and what was stepped over; also of damaged bytes, as far as they can be opened. */
function expectSame(bytes: Uint8Array, options: FormatReportOptions = WITH_PLUGINS): void {
  try {
    const trace = openBytes(bytes) as BinaryTrace;
    const plain = openBytes(bytes, { webAssembly: false }) as BinaryTrace;
    expect([...formatReport(trace, options)].join('\n')).toBe([...formatReport(plain, options)].join('\n'));
    expect(trace.damage).toEqual(plain.damage);
  } catch (error) {
    if (!(error instanceof TraceError)) throw error;
  }
}

describe.each(FIXTURES)('%s by WebAssembly', (name) => {
  test.each<FormatReportOptions>([{}, WITH_PLUGINS, { plugins: true, nanoseconds: true }])(
    'has the same lines as without: %o',
    async (options) => {
      const bytes = readFixture(name);
      const trace = (await openTrace(bytes)) as BinaryTrace;
      const plain = await openTrace(bytes, { webAssembly: false });
      expect(openWalker(trace)).toBeDefined();
      const lines = [...formatReport(trace, options)];
      expect(lines.length).toBeGreaterThan(1);
      expect(lines).toEqual([...formatReport(plain, options)]);
      const names = trace.types.slice(0, 40).map((type) => type.name);
      const few = { ...options, selection: { names } };
      expect([...formatReport(trace, few)]).toEqual([...formatReport(plain, few)]);
    },
  );
});

test('pages of any times, losses and damage have the same lines', () => {
  const cpus = fc.array(fc.array(PAGE, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 });
  const clocks = fc.constantFrom('local', 'x86-tsc', 'mono');
  const offsets = fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n);
  fc.assert(
    fc.property(cpus, offsets, clocks, fc.boolean(), (streams, offset, clock, nanoseconds) => {
      const buffers = [
        { name: 'one', clock, cpus: streams.map((pages, cpu) => ({ cpu, pages: pages.map(buildPage) })) },
      ];
      const options = [{ id: 7, text: `${offset}\0` }];
      const formats = [{ system: 'lab', text: SAMPLE_FORMAT }];
      expectSame(sampleTrace(1, { buffers, options, formats }), { plugins: true, nanoseconds });
    }),
    { numRuns: 500 },
  );
});

test.each(FIXTURES.filter((name) => !name.includes('zstd')))(
  '%s with flipped bits has the same lines',
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

/** A recording of one page of events with that print format. */
function traceOf(printFormat: string, payloads: readonly Uint8Array[], name = 'sample'): Uint8Array {
  const page = new PageBuilder(5_000_000_000n);
  for (const payload of payloads) page.event(1, payload);
  const fields = [
    ['u64 wide', 8, 8, 0],
    ['char text[]', 16, 0, 1],
  ] as const;
  return sampleTrace(1, {
    buffers: [{ name: '', cpus: [{ cpu: 0, pages: [page.build()] }] }],
    formats: [{ system: 'lab', text: formatText(name, 700, fields, printFormat) }],
    cmdlines: `7 ${'long'.repeat(40)}\n`,
  });
}

test('times that begin anew behind the last of 64 bits are lines of another second', () => {
  const page = new PageBuilder(2n ** 64n - 500_000_000n);
  for (const delta of [1n, 400_000_000n, 200_000_000n, 1000n]) page.extend(delta).event(0, payloadOf(1, 16));
  const bytes = sampleTrace(1, {
    buffers: [{ name: '', cpus: [{ cpu: 0, pages: [page.build()] }] }],
    formats: [{ system: 'lab', text: formatText('sample', 700, [], '"x"') }],
  });
  const lines = [...formatReport(openBytes(bytes) as BinaryTrace, WITH_PLUGINS)];
  expect(lines.slice(1).map((line) => /([\d.]+): sample/.exec(line)?.[1])).toEqual([
    '18446744073.209552',
    '18446744073.609552',
    '0.100000',
    '0.100001',
  ]);
  expectSame(bytes);
});

function payloadOf(pid: number, length: number): Uint8Array {
  const payload = new Uint8Array(length).fill(0x61);
  const view = new DataView(payload.buffer);
  view.setUint16(0, 700, true);
  if (length >= 8) view.setInt32(4, pid, true);
  return payload;
}

test.each([
  [
    'records too short for their fields',
    '"%llu %s", REC->wide, REC->text',
    [2, 4, 8, 12, 15, 16, 17, 24, 400],
  ],
  ['texts that end in a line break', '"%s\\n", REC->text', [16, 20]],
  ['nothing at all', '""', [8, 16]],
])('%s have the same lines', (_what, printFormat, sizes) => {
  expectSame(
    traceOf(
      printFormat,
      sizes.map((size) => payloadOf(7, size)),
    ),
  );
});

test('a line that is longer than all room for lines is written in whole', () => {
  const printFormat = `"${'%4000d'.repeat(600)}"${', REC->wide'.repeat(600)}`;
  const bytes = traceOf(printFormat, [payloadOf(7, 16), payloadOf(8, 16)]);
  const trace = openBytes(bytes) as BinaryTrace;
  expect(openWalker(trace)).toBeDefined();
  const lines = [...formatReport(trace)];
  const plain = [...formatReport(openBytes(bytes, { webAssembly: false }))];
  expect(lines.map(({ length }) => length)).toEqual(plain.map(({ length }) => length));
  expect(lines.filter((line, index) => line.length > 600 * 4000 && line === plain[index])).toHaveLength(2);
});

test('what WebAssembly does not write, and where there is none, is written all the same', () => {
  const bytes = sampleTrace(3);
  const expected = [...formatReport(openBytes(bytes))];
  expect(openWalker(openBytes(bytes) as BinaryTrace, { latency: true })).toBeUndefined();
  expect(openWalker(openBytes(sampleTrace(3, { littleEndian: false })) as BinaryTrace)).toBeUndefined();
  vi.stubGlobal('WebAssembly', undefined);
  expect(openWalker(openBytes(bytes) as BinaryTrace)).toBeUndefined();
  expect([...formatReport(openBytes(bytes))]).toEqual(expected);
});

test('lines are handed out as they are written, the first of them soon', () => {
  const trace = openBytes(sampleTrace(200)) as BinaryTrace;
  const sizes = [];
  let text = '';
  for (const piece of openWalker(trace)?.write(1000) ?? []) {
    sizes.push(piece.length);
    text += decodeLatin1(piece);
  }
  expect(sizes[0]).toBeLessThan(1200);
  expect(sizes.length).toBeGreaterThan(2);
  expect(text.split('\n').slice(0, -1)).toEqual([...formatReport(trace)].slice(1));
});
