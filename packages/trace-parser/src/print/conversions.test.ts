import { describe, expect, test } from 'vitest';
import { formatReport } from '../report/format-report.ts';
import { ByteWriter } from '../testing/byte-writer.ts';
import { openBytes } from '../testing/open-bytes.ts';
import { PageBuilder } from '../testing/page-builder.ts';
import { reportWithTraceCmd, runShell } from '../testing/record.ts';
import { formatText } from '../testing/sample-trace.ts';
import { writeTraceDat } from '../testing/write-trace-dat.ts';

const FIELDS = [
  ['u64 big', 8, 8, 0],
  ['s64 small', 16, 8, 1],
  ['u32 word', 24, 4, 0],
  ['int number', 28, 4, 1],
  ['u8 byte', 32, 1, 0],
  ['bool flag', 33, 1, 0],
  ['u16 half', 34, 2, 0],
  ['char name[8]', 36, 8, 0],
  ['u8 mac[6]', 44, 6, 0],
  ['u8 v4[4]', 52, 4, 0],
  ['u8 v6[16]', 56, 16, 0],
  ['u8 socket[28]', 72, 28, 0],
  ['__data_loc char[] text', 100, 4, 0],
  ['__data_loc u16[] list', 104, 4, 0],
  ['__data_loc unsigned long[] mask', 108, 4, 0],
  ['__data_loc u8[] located', 112, 4, 0],
  ['unsigned long args[2]', 120, 16, 0],
  ['void * pointer', 136, 8, 0],
] as const;

const SOCKET4 = Uint8Array.of(2, 0, 0x1f, 0x90, 10, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0);
const SOCKET6 = Uint8Array.of(
  10,
  0,
  0,
  80,
  0,
  0,
  0,
  0,
  0xfe,
  0x80,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  1,
  0,
  0,
  0,
  0,
);

function createRecord(id: number): Uint8Array {
  const writer = new ByteWriter(true).u16(id).u16(0).u32(1);
  writer
    .u64(0xabcdef0123456789n)
    .u64(BigInt.asUintN(64, -5n))
    .u32(0x1fffe)
    .u32(-42 >>> 0);
  writer
    .u8(200)
    .u8(1)
    .u16(0x8001)
    .text('fio\0xyz\0')
    .raw(Uint8Array.of(1, 2, 0xab, 4, 5, 0xff))
    .u16(0);
  writer
    .raw(Uint8Array.of(192, 168, 0, 7))
    .raw(Uint8Array.of(0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 2));
  writer
    .raw(SOCKET6)
    .u32(0x60000 + 144)
    .u32(0x40000 + 152)
    .u32(0x100000 + 160)
    .u32(0x100000 + 176)
    .u32(0);
  writer
    .u64(17)
    .u64(2n ** 64n - 1n)
    .u64(0xffffffff81000123n);
  writer.text('hello\0').u16(0).u16(0x1234).u16(0xabcd).u32(0).u64(0x8000000000000f05n).u64(3);
  return writer.raw(SOCKET4).finish();
}

function createTrace(printFormats: readonly string[]): Uint8Array {
  const pages: Uint8Array[] = [];
  let page = new PageBuilder(1n);
  for (const index of printFormats.keys()) {
    const record = createRecord(1000 + index);
    if (page.room < record.length + 16) {
      pages.push(page.build());
      page = new PageBuilder(1n + BigInt(index));
    }
    page.event(1, record);
  }
  pages.push(page.build());
  return writeTraceDat({
    version: 7,
    formats: printFormats.map((text, index) => ({
      system: 'lab',
      text: formatText(`x${index}`, 1000 + index, FIELDS, text),
    })),
    kallsyms: 'ffffffff81000000 T start\nffffffff81000100 t middle\nffffffff81000200 T last\n',
    cmdlines: '1 init\n',
    cpuCount: 1,
    buffers: [{ name: '', cpus: [{ cpu: 0, pages }] }],
  });
}

/** The infos of a report with one event to a print format. */
function readInfos(report: string): string[] {
  return report
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.slice(line.indexOf(': x') + 24));
}

function combine(conversions: string, fields: readonly string[]): string[] {
  return conversions
    .split(' ')
    .flatMap((conversion) => fields.map((field) => `"${conversion}|", REC->${field}`));
}

const SAME = [
  ...combine(
    '%d %i %u %x %X %o %#x %#X %#o %5d %-8d %08x %-08x %.3d %8.3u %-8.3x %hhd %hhu %hd %hx %#10x %5hhx',
    ['big', 'small', 'number', 'half', 'byte'],
  ),
  ...combine('%ld %lu %lx %lld %llu %llx %Lu %zd %zu %zx %020llu %-20lld %#018llx %016lx', [
    'big',
    'small',
    'half',
    'byte',
  ]),
  ...combine('%p %ps %pS %pf %pF', ['pointer', 'big']),
  ...combine('%pM %pMF %pMR %pm', ['mac']),
  ...combine('%pI4 %pi4 %pI4h %pI4n %pI4b %pI4l', ['v4']),
  ...combine('%pI6 %pi6 %pI6c', ['v6']),
  ...combine('%pU %pUb %pUB %pUl %pUL', ['v6']),
  ...combine('%pIS %pISp %pISc %pISpc %piS', ['socket']),
  ...combine('%s %9s %-9s %.2s', ['name']),
  '"%*d|%-*d|", 6, REC->number, 6, REC->number',
  '"%.*d|", 4, REC->byte',
  '"%*s|%.*s|", 9, REC->name, 2, __get_str(text)',
  '"%10s|%-10s|%.3s|", __get_str(text), __get_str(text), __get_str(text)',
  '"%6s|", REC->flag ? "y" : "n"',
  '"%s|%40s|", __get_bitmask(mask), __get_bitmask(mask)',
  '"%s|%-40s|", __get_cpumask(mask), __get_cpumask(mask)',
  '"%pISpc", __get_sockaddr(located)',
  '"%pISpc", (struct sockaddr *)__get_sockaddr(located)',
  '"%s %s", __print_hex(REC->mac, 6), __print_hex_str(REC->mac, 6)',
  '"%s", __print_hex(__get_dynamic_array(list), __get_dynamic_array_len(list))',
  '"%s", __print_flags(REC->half, "|", { 1, "A" }, { 0x8001, "B" })',
  '"%12s|%-12s|", __print_symbolic(REC->flag, { 1, "A" }), __print_symbolic(REC->flag, { 1, "A" })',
  '"%.4s|", __print_symbolic(REC->flag, { 1, "ABCDEFG" })',
  '"%s %d", __get_str(text), __get_dynamic_array_len(text)',
  '"%lx %lx %x", REC->args[0], REC->args[1], REC->mac[2]',
  '"%d %d %d", -REC->byte, !REC->flag, REC->number + 1',
  '"%x %u %u", ~REC->byte, REC->word & 0xff | 0x100, REC->word % 7',
  '"%d", REC->byte == 200 && REC->flag',
  '"%d", REC->flag ? REC->byte : 5',
  '"%s", REC->flag ? __get_str(text) : "none"',
  '"%% %d %%\\t\\\\ \\"q\\"", REC->flag',
  '"no arguments"',
  '"%5s|%-5s|", "ab", "cd"',
  '"%d " "joined %d", REC->flag, REC->byte',
];

/** Print format, what trace-cmd 3.1.6 prints, and what C and the kernel print. */
const DIFFERENT: readonly (readonly [format: string, theirs: string, ours: string])[] = [
  ['"%+d", REC->byte', '>+<d', '+200'],
  ['"% d", REC->byte', '> <d', ' 200'],
  ['"%td", REC->byte', '>t<d', '200'],
  ['"%lld %llx", REC->number, REC->number', '4294967254 ffffffd6', '-42 ffffffffffffffd6'],
  ['"%c", REC->flag ? 65 : 66', '>c<', 'A'],
  ['"%-24p|", REC->pointer', '0xffffffff81000123|', '0xffffffff81000123      |'],
  [
    '"%px %pK", REC->pointer, REC->pointer',
    '0xffffffff81000123x 0xffffffff81000123K',
    '0xffffffff81000123 0xffffffff81000123',
  ],
  ['"%20ps|", REC->pointer', 'middle|', '              middle|'],
  ['"%pB", REC->pointer', '0xffffffff81000123B', 'middle+0x23'],
  ['"%20pM|", REC->mac', '01:02:ab:04:05:ff|', '   01:02:ab:04:05:ff|'],
  ['"%6ph", REC->mac', 'ARG TYPE NOT FIELD BUT 2', '01 02 ab 04 05 ff'],
  ['"%*pbl", 128, REC->args', '(nil)bl', '0,4,64-127'],
  ['"%*pb", 128, REC->args', '(nil)b', 'ffffffff,ffffffff,00000000,00000011'],
  ['"%s", __print_array(REC->args, 2, 8)', '17 18446744073709551615', '{0x11,0xffffffffffffffff}'],
  ['"%12s|", __print_hex(REC->mac, 3)', '01 02 ab|', '    01 02 ab|'],
  ['"%8s|", __print_flags(REC->half, "|", { 1, "A" }, { 0x8000, "B" })', '       A|       B|', '     A|B|'],
  ['"%-8s|", __print_symbolic(REC->half, { 1, "A" })', '0x8001|', '0x8001  |'],
  ['"%s", __print_flags(REC->flag, "|", { 0, "ZERO" }, { 1, "ONE" })', 'ONE', 'ZERO|ONE'],
  ['"%s", __print_symbolic(REC->number, { -42, "minus" })', '0xffffffd6', 'minus'],
  ['"%d %d %d", REC->number / 2, REC->number >> 1, REC->number < 0', '2147483627 2147483627 0', '-21 -21 1'],
  ['"%d %d", REC->byte - 10 - 20, 100 / 10 / 2', '210 20', '170 5'],
  ['"%d", (s8)REC->byte', '200', '-56'],
  ['"%x", REC->byte & (8 | 1)', '9', '8'],
  ['"%d", NET_RX_SOFTIRQ', '0', '3'],
];

const installed = runShell('command -v trace-cmd').status === 0;
if (!installed)
  console.warn('conversions.test: what is compared with trace-cmd is skipped: it is not installed');

function printOurs(printFormats: readonly string[]): string[] {
  const lines = [...formatReport(openBytes(createTrace(printFormats)), { nanoseconds: true })];
  return readInfos(lines.join('\n'));
}

function zip(formats: readonly string[], infos: readonly string[]): string[] {
  return formats.map((format, index) => `${format}: ${infos[index]}`);
}

describe.skipIf(!installed)('conversions and helpers', () => {
  test('print what trace-cmd prints', () => {
    const theirs = readInfos(reportWithTraceCmd(createTrace(SAME)));
    expect(zip(SAME, printOurs(SAME))).toEqual(zip(SAME, theirs));
  });

  test('that trace-cmd gets wrong are still wrong there', () => {
    const formats = DIFFERENT.map(([format]) => format);
    const theirs = readInfos(reportWithTraceCmd(createTrace(formats)));
    expect(zip(formats, theirs)).toEqual(DIFFERENT.map(([format, text]) => `${format}: ${text}`));
  });
});

test.each(DIFFERENT)('%s is not %s', (format, _theirs, ours) => {
  expect(printOurs([format])).toEqual([ours]);
});
