import { describe, expect, test } from 'vitest';
import { decodeLatin1 } from '../bytes/latin1.ts';
import { formatEvent, formatReport } from '../report/format-report.ts';
import { readFixture } from '../testing/fixtures.ts';
import { openBytes } from '../testing/open-bytes.ts';
import type { TraceEvent } from '../trace.ts';

function open(text: string) {
  return openBytes(Uint8Array.from(text, (letter) => letter.charCodeAt(0)));
}

function only(text: string): TraceEvent {
  const [event, ...others] = open(text).events();
  if (event === undefined || others.length > 0) throw new Error(`${others.length} more events`);
  return event;
}

describe('the text of trace-cmd report', () => {
  test.each(['uring-xfs-v7', 'write-v6', 'lossy-two-instances-v7'])(
    'of %s tells the same events as its trace.dat',
    (name) => {
      const binary = openBytes(readFixture(`${name}.dat.gz`));
      const text = openBytes(readFixture(`${name}.txt.gz`));
      const facts = (event: TraceEvent) => [
        event.comm,
        event.pid,
        event.cpu,
        event.timestamp,
        event.name,
        event.lostBefore,
      ];
      expect(Array.from(text.events(), facts)).toEqual(Array.from(binary.events(), facts));
      expect(text.source).toEqual({ kind: 'trace-cmd-report', clock: 'unknown', cpus: 2 });
      const { recordedLost, unknownGaps } = binary.losses();
      expect(text.losses()).toMatchObject({ recordedLost, unknownGaps });
    },
  );

  test('prints again as it was', () => {
    const bytes = readFixture('uring-xfs-v7.txt.gz');
    const lines = decodeLatin1(bytes).trimEnd().split('\n');
    const prefix = 'lab: '.length;
    const again = Array.from(formatReport(openBytes(bytes), { nanoseconds: true }));
    expect(again.slice(1)).toEqual(lines.slice(1).map((line) => line.slice(prefix)));
  });

  test('tells the fields of block and xfs events the way the trace.dat does', () => {
    const numbers = (trace: ReturnType<typeof openBytes>, name: string, fields: readonly string[]) =>
      Array.from(trace.events())
        .filter((event) => event.name === name)
        .map((event) => fields.map((field) => event.field(field)));
    const binary = openBytes(readFixture('uring-xfs-v7.dat.gz'));
    const text = openBytes(readFixture('uring-xfs-v7.txt.gz'));
    for (const [name, fields] of [
      ['block_rq_issue', ['rwbs', 'sector', 'nr_sector', 'bytes', 'comm']],
      ['block_rq_complete', ['rwbs', 'sector', 'nr_sector', 'error']],
      ['block_bio_queue', ['rwbs', 'sector', 'nr_sector', 'comm']],
      ['xfs_file_buffered_read', ['ino']],
      ['io_uring_complete', ['user_data', 'cflags']],
    ] as const) {
      const expected = numbers(binary, name, fields);
      expect(expected.length).toBeGreaterThan(0);
      expect(numbers(text, name, fields)).toEqual(expected);
    }
  });
});

describe('a line', () => {
  test.each([
    [
      'a comm with dashes and digits',
      ' memfd:sealed-91-3228  [001]   152.806976: sched_wakeup: x=1',
      'memfd:sealed-91',
      3228,
    ],
    [
      'a comm with blanks and brackets',
      '  my [0] app-77    [001]     2.806976: sched_wakeup: x=1',
      'my [0] app',
      77,
    ],
    [
      'an instance before it',
      'tracing:              fio-77    [001]     2.806976: sched_wakeup: x=1',
      'fio',
      77,
    ],
  ])('with %s', (_name, line, comm, pid) => {
    expect(only(line)).toMatchObject({ comm, pid, cpu: 1, name: 'sched_wakeup' });
  });

  test('of the tracefs trace file, with a thread group and flags', () => {
    const trace = open(
      '# tracer: nop\n#\n# entries-in-buffer/entries-written: 1/1   #P:8\n fio-17118   (  17100) [000] d..1.  1172.741161: block_touch_buffer: 254,0 sector=10027978 size=4096\n',
    );
    const [event] = trace.events();
    expect(event).toMatchObject({
      comm: 'fio',
      pid: 17118,
      timestamp: 1_172_741_161_000n,
      name: 'block_touch_buffer',
    });
    expect(event?.fields()).toEqual({ sector: 10027978, size: 4096 });
    expect(trace.source).toEqual({ kind: 'tracefs', clock: 'unknown', cpus: 8 });
  });

  test('of the function tracer names no event', () => {
    expect(only(' sh-1  [000] d..1.  1.000001: vfs_read <-ksys_read')).toMatchObject({ name: 'function' });
  });

  test('with a bare count as its time', () => {
    expect(only('sh-1     [001]2633589133941: sched_wakeup:         x=1').timestamp).toBe(2_633_589_133_941n);
  });

  test('ending in CRLF', () => {
    expect(only('sh-1 [001] 1.000001: a: b=2\r\n').info()).toBe('b=2');
  });

  test('that tells of losses counts for the next event of its CPU', () => {
    const trace = open(
      'cpus=2\nCPU:1 [LOST 186 EVENTS]\nCPU:0 [EVENTS DROPPED]\nsh-1 [001] 1.000001: a: b=2\nsh-1 [000] 1.000001: a: b=2\n',
    );
    expect(Array.from(trace.events(), (event) => event.lostBefore)).toEqual([186, -1]);
    expect(trace.losses()).toMatchObject({ recordedLost: 186, unknownGaps: 1 });
  });

  test('that tells of losses counts without an event of its CPU after it', () => {
    const { recordedLost, unknownGaps } = open(
      'CPU:0 [3 EVENTS DROPPED]\nCPU:0 [4 EVENTS DROPPED]\nsh-1 [000] 1.000001: a: b=2\nCPU:12 [5000 EVENTS DROPPED]\nCPU:1 [EVENTS DROPPED]\n',
    ).losses();
    expect([recordedLost, unknownGaps]).toEqual([5007, 1]);
  });

  test('that tells of losses counts in prose', () => {
    const { recordedLost, unknownGaps } = open(
      'Dear list, see sh-1 [000] 1.000001: a: b=2 CPU:1 [LOST 186 EVENTS] and CPU:0 [EVENTS DROPPED] there.\n',
    ).losses();
    expect([recordedLost, unknownGaps]).toEqual([186, 1]);
  });

  test('of a stack or a second line of a marker belongs to the event before', () => {
    const events = [
      ...open('sh-1 [001] 1.000001: print: two\nlines\nsh-1 [001] 1.000002: a: b=2\n => symbol\n').events(),
    ];
    expect(events.map((event) => event.info())).toEqual(['two\nlines', 'b=2\n => symbol']);
  });

  test('that is none of these is counted', () => {
    const trace = open('sh-1 [001] 1.000001: a: b=2\nrubbish\nmore\n');
    expect(trace.diagnostics()).toMatchObject([{ code: 'text-line-unrecognised', count: 2, offset: 28 }]);
  });
});

describe('fields from the info', () => {
  const fieldsOf = (name: string, info: string) => only(`sh-1 [001] 1.000001: ${name}: ${info}`).fields();

  test.each([
    [
      'xfs_file_buffered_read',
      'dev 253:32 ino 0x86 count 0xfffffffffffffff5',
      { dev: '253:32', ino: 134, count: 2n ** 64n - 11n },
    ],
    [
      'io_uring_complete',
      'ring 0xffff888104400800, req (nil), result -11, cflags 0x0',
      { ring: 0xffff888104400800n, req: '(nil)', result: -11, cflags: 0 },
    ],
    ['sched_wakeup', 'comm=12 pid=7 target_cpu=003', { comm: '12', pid: 7, target_cpu: 3 }],
    ['mm_filemap_fault', 'dev=254:0 ino=52000 ofs=1789952', { dev: '254:0', ino: 0x52000, ofs: 1789952 }],
    [
      'block_bio_queue',
      '253,32 RA 1800896 + 128 [12]',
      { dev: '253,32', rwbs: 'RA', sector: 1800896, nr_sector: 128, comm: '12' },
    ],
    [
      'block_rq_complete',
      '7,0 R () 200 + 8 none,0,0 [-5]',
      { dev: '7,0', rwbs: 'R', cmd: '', sector: 200, nr_sector: 8, ioprio: 'none,0,0', error: -5 },
    ],
    [
      'block_rq_issue',
      '7,0 WS 4096 () 200 + 8 [kworker/0:1]',
      { dev: '7,0', rwbs: 'WS', bytes: 4096, cmd: '', sector: 200, nr_sector: 8, comm: 'kworker/0:1' },
    ],
    [
      'block_split',
      '7,0 R 200 / 264 [fio]',
      { dev: '7,0', rwbs: 'R', sector: 200, new_sector: 264, comm: 'fio' },
    ],
    ['block_unplug', '[fio] 3', { comm: 'fio', nr_rq: 3 }],
    ['nothing', '', {}],
  ])('%s: %s', (name, info, fields) => {
    expect(fieldsOf(name, info)).toEqual(fields);
  });
});

describe('events in a mail that lost its line breaks', () => {
  const mail = decodeLatin1(readFixture('bugzilla-208827.txt'));

  /** What the events of the mail are, as far as they go: read off the mail by eye. */
  const EXPECTED = `
io_uring-sq-4518  [012]    52.806976: xfs_file_buffered_read: dev 253:32 ino 0x86 size 0x10000000 offset 0x6f40000 count 0x10000
io_uring-sq-4518  [012]    52.806987: iomap_readahead:      dev 253:32 ino 0x86 nr_pages 16
io_uring-sq-4518  [012]    52.806987: iomap_apply:          dev 253:32 ino 0x86 pos 116654080 length 65536 flags (0x0) ops xfs_read_iomap_ops caller iomap_readahead actor iomap_readahead_actor
io_uring-sq-4518  [012]    52.806988: iomap_apply_dstmap:   dev 253:32 ino 0x86 bdev 253:32 addr 922058752 offset 116654080 length 65536 type MAPPED flags
io_uring-sq-4518  [012]    52.806990: block_bio_queue:      253,32 RA 1800896 + 128 [io_uring-sq]
io_uring-sq-4518  [012]    52.806992: xfs_file_buffered_read: dev 253:32 ino 0x86 size 0x10000000 offset 0x6f40000 count 0xfffffffffffffff5
io_uring-sq-4518  [012]    52.806993: xfs_file_buffered_read: dev 253:32 ino 0x86 size 0x10000000 offset 0x6f40000 count 0x10000
io_uring-sq-4518  [012]    52.806994: xfs_file_buffered_read: dev 253:32 ino 0x86 size 0x10000000 offset 0x6f40000 count 0xfffffffffffffdef
io_uring-sq-4518  [012]    52.806995: xfs_file_buffered_read: dev 253:32 ino 0x86 size 0x10000000 offset 0x6bf0000 count 0x10000
fio-4515  [013]    52.807855: block_rq_complete:    253,32 RA () 1800896 + 128 [0]
io_uring-sq-4518  [012]    52.807863: xfs_file_buffered_read: dev 253:32 ino 0x86 size 0x10000000 offset 0x6f40000 count 0x10000
io_uring-sq-4518  [012]    52.807866: xfs_file_buffered_read: dev 253:32 ino 0x86 size 0x10000000 offset 0x6f41000 count 0x1000
fio-4515  [013]    52.807871: block_rq_complete:    253,32 RA () 1752640 + 128 [0]
fio-4515  [013]    52.807876: block_rq_complete:    253,32 RA () 1675200 + 128 [0]
fio-4515  [013]    52.807880: block_rq_complete:    253,32 RA () 1652672 + 128 [0]`
    .trim()
    .split('\n');

  const linesOf = (text: string) =>
    Array.from(open(text).events(), (event) => formatEvent(event).trimStart());

  test('are all found, whole and without the prose', () => {
    expect(linesOf(mail)).toEqual(EXPECTED);
    expect(open(mail).source.kind).toBe('recovered-text');
    expect(open(mail).diagnostics()).toEqual([]);
  });

  test('are the same from a clean copy of the lines', () => {
    const copy = `${EXPECTED.join('\n')}\n`;
    expect(linesOf(copy)).toEqual(EXPECTED);
    expect(open(copy).source.kind).toBe('trace-cmd-report');
  });

  test('are the same from a mail that kept its lines, quoted', () => {
    expect(linesOf(`The trace:\n\n${EXPECTED.map((line) => `> ${line}`).join('\n')}\n\nand so on\n`)).toEqual(
      EXPECTED,
    );
  });

  test('are the same when the text begins with the first event', () => {
    expect(linesOf(mail.slice(mail.indexOf('io_uring-sq-4518')))).toEqual(EXPECTED);
  });

  test.each([
    [
      'What follows is prose',
      'dev 1:2 ino 0x86 count 0x10000 What we see is -3- calls to do the read.',
      'dev 1:2 ino 0x86 count 0x10000',
    ],
    [
      'prose that looks like a piece',
      'dev 1:2 ino 0x86 count 0x10000 in 5.9 it was fixed',
      'dev 1:2 ino 0x86 count 0x10000',
    ],
    ['dots for lines left out', 'dev 1:2 ino 0x86 count 0x10000 .... and', 'dev 1:2 ino 0x86 count 0x10000'],
    ['the end', 'dev 1:2 ino 0x86 count 0x10000', 'dev 1:2 ino 0x86 count 0x10000'],
  ])('end before %s', (_name, info, expected) => {
    const head =
      'Look: sh-1 [001] 1.000001: xfs_read: dev 1:2 ino 0x86 count 0x1 .... sh-1 [001] 1.000002: xfs_read:';
    expect(Array.from(open(`${head} ${info}`).events(), (event) => event.info())[1]).toBe(expected);
  });

  test('with a text of their own are kept up to a length, and told', () => {
    const trace = open('The output was this: sh-1 [001] 1.000001: bprint: free words and more of them');
    expect(Array.from(trace.events(), (event) => event.info())).toEqual(['free words and more of them']);
    expect(trace.diagnostics()).toMatchObject([{ code: 'text-info-uncertain', offset: 21 }]);
  });
});
