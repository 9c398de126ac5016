import { expect, test } from 'vitest';
import { parsePrintkFormats } from '../container/kernel-texts.ts';
import { ByteWriter } from '../testing/byte-writer.ts';
import { openBytes } from '../testing/open-bytes.ts';
import { PageBuilder } from '../testing/page-builder.ts';
import { reportWithTraceCmd, runShell } from '../testing/record.ts';
import { formatText } from '../testing/sample-trace.ts';
import { writeTraceDat } from '../testing/write-trace-dat.ts';

const BPRINT = formatText(
  'bprint',
  6,
  [
    ['unsigned long ip', 8, 8, 0],
    ['const char * fmt', 16, 8, 0],
    ['u32 buf[]', 24, 0, 0],
  ],
  '"%ps: %s", (void *)REC->ip, REC->fmt',
);

const FORMAT = 'ino 0x%lx at %s: %d%% of %c, page %p\\n';

function createTrace(
  littleEndian: boolean,
  address: bigint,
  pack: (writer: ByteWriter) => void,
  format = FORMAT,
): Uint8Array {
  const writer = new ByteWriter(littleEndian).u16(6).u16(0).u32(1).u64(0xffffffff81000010n).u64(address);
  pack(writer);
  return writeTraceDat({
    version: 7,
    littleEndian,
    formats: [{ system: 'ftrace', text: BPRINT }],
    kallsyms: 'ffffffff81000000 T invalidate\nffffffff82000000 T last\n',
    printk: `0xff00 : "${format}"
`,
    cpuCount: 1,
    buffers: [
      {
        name: '',
        cpus: [
          { cpu: 0, pages: [new PageBuilder(1n, littleEndian).event(0, writer.align(4).finish()).build()] },
        ],
      },
    ],
  });
}

function printInfos(bytes: Uint8Array): string[] {
  return Array.from(openBytes(bytes).events(), (event) => event.info());
}

function printRecord(littleEndian: boolean, address: bigint, pack: (writer: ByteWriter) => void): string[] {
  return printInfos(createTrace(littleEndian, address, pack));
}

test.each([true, false])(
  'the packed arguments of trace_printk are unpacked (little endian: %s)',
  (littleEndian) => {
    const info = printRecord(littleEndian, 0xff00n, (writer) => {
      writer.u64(0x86n).text('xvda\0').align(4).u32(0xfffffffb).text('z').align(4).u64(0xffff888100000000n);
    });
    expect(info).toEqual(['invalidate: ino 0x86 at xvda: -5% of z, page 0xffff888100000000']);
  },
);

interface Packed {
  readonly format: string;
  readonly pack: (writer: ByteWriter) => void;
  readonly text: string;
  /** What trace-cmd 3.1.6 prints where it takes the format wrongly. */
  readonly theirs?: string;
}

const PACKED: readonly Packed[] = [
  { format: '%d %u %x', pack: (w) => w.u32(0xffffffff).u32(7).u32(255), text: '-1 7 ff' },
  { format: '%5d|%05d|%.3d', pack: (w) => w.u32(1).u32(3).u32(4), text: '    1|00003|004' },
  { format: '%-5d|', pack: (w) => w.u32(2), text: '2    |', theirs: 'd|' },
  { format: '%hhd %hd', pack: (w) => w.u8(255).align(2).u16(0xfffe), text: '-1 -2', theirs: 'd d' },
  { format: '%ld %lld', pack: (w) => w.u64(2n ** 64n - 3n).u64(2n ** 63n), text: '-3 -9223372036854775808' },
  { format: '%d %llx', pack: (w) => w.u32(1).u64(2n ** 63n), text: '1 8000000000000000' },
  { format: '%*d|', pack: (w) => w.u32(4).u32(1), text: '   1|' },
  { format: '%-*d|', pack: (w) => w.u32(4).u32(2), text: '2   |', theirs: '*d|' },
  { format: '%s|%s', pack: (w) => w.text('a b\0').text('\0'), text: 'a b|' },
  { format: '%s %d', pack: (w) => w.text('abcd\0').align(4).u32(9), text: 'abcd 9' },
  {
    format: '%pS %ps',
    pack: (w) => w.u64(0xffffffff81000014n).u64(0xffffffff81000014n),
    text: 'invalidate+0x14 invalidate',
  },
  { format: '%c%c', pack: (w) => w.u8(65).u8(66), text: 'AB', theirs: '>c<>c<' },
];

test.each(PACKED)('$format', ({ format, pack, text }) => {
  expect(printInfos(createTrace(true, 0xff00n, pack, format))).toEqual([`invalidate: ${text}`]);
});

const installed = runShell('command -v trace-cmd').status === 0;
if (!installed) console.warn('bprint.test: what is compared with trace-cmd is skipped: it is not installed');

test.skipIf(!installed).each(PACKED)('$format, by trace-cmd', ({ format, pack, text, theirs }) => {
  const report = reportWithTraceCmd(createTrace(true, 0xff00n, pack, format));
  expect(report).toContain(`invalidate: ${theirs ?? text}\n`);
});

test.each([
  ['%5s|%-5s|%.2s|', 'ab\0cd\0efgh\0', '   ab|cd   |ef|'],
  ['%pI4|%5pM', '10.0.0.1\0ff\0', '10.0.0.1|   ff'],
])('texts are justified and cut: %s', (format, packed, text) => {
  const bytes = createTrace(true, 0xff00n, (writer) => writer.text(packed), format);
  expect(printInfos(bytes)).toEqual([`invalidate: ${text}`]);
});

test('a width of any size is cut to 4096 columns', () => {
  const bytes = createTrace(true, 0xff00n, (writer) => writer.u32(0x7fffffff).u32(1), '%*d');
  expect(printInfos(bytes)[0]).toHaveLength('invalidate: '.length + 4096);
});

test('arguments that are not there are zeroes and no text', () => {
  expect(printRecord(true, 0xff00n, () => {})).toEqual(['invalidate: ino 0x0 at : 0% of \0, page (nil)']);
});

test('an address without a format says so', () => {
  expect(printRecord(true, 0xbeefn, () => {})).toEqual(['invalidate: (NO FORMAT FOUND at beef)']);
});

test('printk formats are unescaped', () => {
  const bytes = Uint8Array.from('0x10 : "a\\tb\\\\ \\"c\\"\\n"\nrubbish\n', (letter) => letter.charCodeAt(0));
  expect(parsePrintkFormats(bytes)).toEqual(new Map([[16n, 'a\tb\\ "c"\n']]));
});
