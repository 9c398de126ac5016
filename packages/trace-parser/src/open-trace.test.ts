import { describe, expect, test } from 'vitest';
import { openTrace } from './open-trace.ts';
import { formatEvent, formatReport } from './report/format-report.ts';
import { PageBuilder } from './testing/page-builder.ts';
import {
  EVENTS_PER_PAGE,
  formatText,
  SAMPLE_FORMAT,
  samplePayload,
  sampleTrace,
} from './testing/sample-trace.ts';
import { writeTraceDat } from './testing/write-trace-dat.ts';

describe.each([
  { version: 6, littleEndian: true },
  { version: 6, littleEndian: false },
  { version: 7, littleEndian: true },
  { version: 7, littleEndian: false },
] as const)('a trace.dat of version $version, little endian: $littleEndian', (kind) => {
  test('gives its events in order of time with their fields', async () => {
    const trace = await openTrace(sampleTrace(3, { ...kind, uname: 'Linux lab 6.18' }));
    const events = [...trace.events()];
    expect(events.map((event) => event.field('number'))).toEqual(
      Array.from({ length: 6 * EVENTS_PER_PAGE }, (_, index) => index),
    );
    expect(events[3]).toMatchObject({
      cpu: 1,
      pid: 101,
      comm: 'one',
      system: 'lab',
      name: 'sample',
      timestamp: 1_000_030n,
    });
    expect(events[3]?.fields()).toMatchObject({ common_type: 700, common_pid: 101, small: -1, text: 'n1' });
    expect(trace.uname).toBe('Linux lab 6.18');
    expect(trace.source).toMatchObject({
      kind: 'trace.dat',
      version: String(kind.version),
      compression: 'none',
      clock: 'local',
      cpus: 2,
    });
    expect(trace.diagnostics()).toEqual([]);
  });
});

test('events() starts again at the first event', async () => {
  const trace = await openTrace(sampleTrace(1));
  expect(Array.from(trace.events(), formatLine)).toEqual(Array.from(trace.events(), formatLine));
});

function formatLine(event: Parameters<typeof formatEvent>[0]): string {
  return formatEvent(event, { nanoseconds: true });
}

test('a line looks like that of trace-cmd report', async () => {
  const [event] = (await openTrace(sampleTrace(1))).events();
  if (event === undefined) throw new Error('no event');
  expect(formatEvent(event)).toBe(
    '            zero-100   [000]     0.001000: sample:               number 0 small 0 text n0',
  );
  expect(formatEvent(event, { nanoseconds: true })).toContain('[000]     0.001000000: sample:');
});

test('microseconds are rounded half up', async () => {
  const page = new PageBuilder(1_999_999_500n).event(0, samplePayload(0, 0n, 0, ''));
  const [event] = (await openTrace(traceOf([page.build()]))).events();
  expect(event && formatEvent(event)).toContain(' <idle>-0     [000]     2.000000: ');
});

function traceOf(
  pages: readonly Uint8Array[],
  content: Partial<Parameters<typeof writeTraceDat>[0]> = {},
): Uint8Array {
  return writeTraceDat({
    version: 7,
    formats: [{ system: 'lab', text: SAMPLE_FORMAT }],
    cpuCount: 1,
    buffers: [{ name: '', cpus: [{ cpu: 0, pages }] }],
    ...content,
  });
}

test('numbers beyond 2^53 are bigints', async () => {
  const page = new PageBuilder(1n).event(0, samplePayload(1, 2n ** 64n - 11n, 0, ''));
  const [event] = (await openTrace(traceOf([page.build()]))).events();
  expect(event?.field('number')).toBe(2n ** 64n - 11n);
  expect(event?.info()).toBe('number 18446744073709551605 small 0 text ');
});

test('a field the event does not have is undefined', async () => {
  const [event] = (await openTrace(sampleTrace(1))).events();
  expect(event?.field('nothing')).toBeUndefined();
});

test('an unknown id gives an event that shows its bytes, and a diagnostic', async () => {
  const strange = Uint8Array.of(9, 9, 0, 0, 42, 0, 0, 0, 0xab, 0xcd, 0, 0);
  const trace = await openTrace(traceOf([new PageBuilder(1n).event(0, strange).build()]));
  const [event] = trace.events();
  expect(event).toMatchObject({ name: 'unknown', pid: 42, comm: '<...>' });
  expect(event?.info()).toBe('data=ARRAY[ab, cd, 00, 00]');
  expect(trace.diagnostics()).toMatchObject([{ code: 'event-unknown', cpu: 0, page: 0, count: 1 }]);
});

test('a run of unknown ids makes the page suspect', async () => {
  const page = new PageBuilder(1n);
  for (let index = 0; index < 4; index++) page.event(0, new Uint8Array(8));
  const codes = (await openTrace(traceOf([page.build()]))).diagnostics().map(({ code }) => code);
  expect(codes).toEqual(['event-unknown', 'page-suspect']);
});

test('a record shorter than its format keeps what it has', async () => {
  const trace = await openTrace(
    traceOf([new PageBuilder(1n).event(0, samplePayload(7, 5n, 0, '').slice(0, 16)).build()]),
  );
  const [event] = trace.events();
  expect(event?.fields()).toMatchObject({ common_pid: 7, number: 5 });
  expect(event?.field('small')).toBeUndefined();
  expect(event?.info()).toBe('number 5 small 0 text ');
  expect(trace.diagnostics()).toMatchObject([{ code: 'event-short' }]);
});

test('text located outside its record is empty, and told', async () => {
  const payload = samplePayload(7, 5n, 0, 'abc');
  new DataView(payload.buffer).setUint32(20, 60000 * 65536 + 24, true);
  const trace = await openTrace(traceOf([new PageBuilder(1n).event(0, payload).build()]));
  const [event] = trace.events();
  expect(event?.field('text')).toBe('');
  expect(trace.diagnostics()).toMatchObject([{ code: 'data-location' }]);
});

test('time that runs backwards keeps the order of the CPU and is told', async () => {
  const page = (time: bigint) => new PageBuilder(time).event(0, samplePayload(1, time, 0, '')).build();
  const trace = await openTrace(traceOf([page(500n), page(100n), page(600n)]));
  expect(Array.from(trace.events(), (event) => event.timestamp)).toEqual([500n, 100n, 600n]);
  expect(trace.diagnostics()).toMatchObject([{ code: 'time-backwards', page: 1 }]);
});

test('losses add up', async () => {
  const page = (time: bigint, lost?: number) =>
    new PageBuilder(time).event(0, samplePayload(1, 0n, 0, '')).build(lost);
  const stats =
    'CPU: 0\nentries: 3\noverrun: 12\ncommit overrun: 0\nbytes: 80\ndropped events: 1\nread events: 0\n';
  const trace = await openTrace(
    traceOf([page(1n, 7), page(2n, -1), page(3n, 5), new Uint8Array(4096).fill(0xff)], {
      options: [{ id: 2, text: stats }],
    }),
  );
  expect(trace.losses()).toEqual({ recordedLost: 12, unknownGaps: 1, skippedBytes: 4080, overrun: 13 });
  expect(trace.cpuStats).toMatchObject([{ instance: '', cpu: 0, entries: 3, overrun: 12, droppedEvents: 1 }]);
});

test('instances are named, and their lines prefixed', async () => {
  const page = (time: bigint) => new PageBuilder(time).event(0, samplePayload(1, time, 0, '')).build();
  const trace = await openTrace(
    traceOf([], {
      buffers: [
        { name: '', cpus: [{ cpu: 0, pages: [page(2n)] }] },
        { name: 'lab', cpus: [{ cpu: 0, pages: [page(1n)] }] },
      ],
    }),
  );
  expect(Array.from(trace.events(), (event) => event.instance)).toEqual(['lab', '']);
  expect(Array.from(formatReport(trace), (line) => line.slice(0, 22))).toEqual([
    'cpus=1',
    'lab:            <...>-',
    '                <...>-',
  ]);
});

test('offsets of the recording are added to the time', async () => {
  const page = new PageBuilder(5n).event(0, samplePayload(1, 0n, 0, '')).build();
  const [event] = (
    await openTrace(
      traceOf([page], {
        options: [
          { id: 1, text: '0x10\0' },
          { id: 7, text: '-3\0' },
        ],
      }),
    )
  ).events();
  expect(event?.timestamp).toBe(16_002n);
});

test('constants the kernel left unresolved can be given', async () => {
  const text = formatText(
    'choice',
    700,
    [['u64 number', 8, 8, 0]],
    '"%s", __print_symbolic(REC->number, { BE, "be" })',
  );
  const page = new PageBuilder(5n).event(0, samplePayload(1, 2n, 0, '')).build();
  const bytes = traceOf([page], { formats: [{ system: 'lab', text }] });
  const infoWith = async (options: Parameters<typeof openTrace>[1]) =>
    Array.from((await openTrace(bytes, options)).events(), (e) => e.info());
  expect(await infoWith({})).toEqual(['0x2']);
  expect(await infoWith({ constants: { BE: 2 } })).toEqual(['be']);
});

describe('what cannot be read', () => {
  const unreadable = expect.objectContaining({
    code: 'E_TRACE_UNREADABLE',
    hint: expect.stringMatching(/\w/),
  });
  const ascii = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

  test.each([
    ['nothing', new Uint8Array(0)],
    ['some bytes', Uint8Array.of(1, 2, 3, 4, 5)],
    ['prose', ascii('There is no trace here, but [001] and 12.5: some signs.\n')],
    ['gzip', Uint8Array.of(0x1f, 0x8b, 8, 0)],
    ['zstd', Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd)],
    ['perf.data', ascii('PERFFILE2')],
    ['another version', ascii('\x17\x08\x44tracing99\0\0\x08\0\x10\0\0')],
    ['the tracing data of perf', ascii('\x17\x08\x44tracing0.6\0\0\x08\0\x10\0\0')],
    ['the magic alone', ascii('\x17\x08\x44tracing')],
  ])('%s gives a code and a hint', async (_name, bytes) => {
    await expect(openTrace(bytes)).rejects.toEqual(unreadable);
  });
});
