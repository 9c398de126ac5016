import { expect, test } from 'vitest';
import { parsePrintkFormats } from '../container/kernel-texts.ts';
import { ByteWriter } from '../testing/byte-writer.ts';
import { openBytes } from '../testing/open-bytes.ts';
import { PageBuilder } from '../testing/page-builder.ts';
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

function printRecord(littleEndian: boolean, address: bigint, pack: (writer: ByteWriter) => void): string[] {
  const writer = new ByteWriter(littleEndian).u16(6).u16(0).u32(1).u64(0xffffffff81000010n).u64(address);
  pack(writer);
  const bytes = writeTraceDat({
    version: 7,
    littleEndian,
    formats: [{ system: 'ftrace', text: BPRINT }],
    kallsyms: 'ffffffff81000000 T invalidate\nffffffff82000000 T last\n',
    printk: '0xff00 : "ino 0x%lx at %s: %d%% of %c, page %p\\n"\n',
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
  return Array.from(openBytes(bytes).events(), (event) => event.info());
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
