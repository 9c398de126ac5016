import { type EventFormat, parseEventFormat } from '../format/event-format.ts';
import { PageBuilder } from './page-builder.ts';
import { writeTraceDat } from './write-trace-dat.ts';

/** Room for the contents that location words point to. */
const TAIL = 64;

/** A whole record whose numbers and elements are `value`, -1 being 0 where there is no sign, and whose texts are letters. */
function createRecord(format: EventFormat, value: number): Uint8Array {
  const fixedSize = 4 * Math.ceil(format.fixedSize / 4);
  const bytes = new Uint8Array(fixedSize + TAIL);
  const view = new DataView(bytes.buffer);
  let tail = fixedSize;
  for (const { offset, size, location, text, array, elementSize, type, signed } of format.fields) {
    const filler = type === 'bool' ? value & 1 : Math.max(0, value);
    if (location !== null) {
      const length = Math.min(text ? 4 : 8, bytes.length - tail);
      const start = location === 'relative' ? tail - offset - size : tail;
      view.setUint32(offset, length * 0x10000 + start, true);
      if (text) bytes.set([97, 98, 99, 0].slice(0, length), tail);
      else bytes.fill(filler, tail, tail + length);
      tail += length;
    } else if (array && text) {
      for (let at = 0; at < Math.min(size - 1, 5); at++) bytes[offset + at] = 97 + at;
    } else if (signed && !array && value === -1) bytes.fill(0xff, offset, offset + size);
    else for (let at = 0; at < size; at += elementSize) bytes[offset + at] = filler;
  }
  view.setUint16(0, format.id, true);
  view.setUint32(4, 1, true);
  return bytes;
}

/** A trace.dat of all formats, with a record of each for every value; events are in the order of the formats. */
export function writeFormatRecords(texts: readonly string[], values: readonly number[]): Uint8Array {
  const pages: Uint8Array[] = [];
  let page = new PageBuilder(1000n);
  for (const text of texts) {
    const format = parseEventFormat(text, 'lab', 8);
    if (format === undefined) throw new Error(`no format: ${text.slice(0, 40)}`);
    for (const value of values) {
      const record = createRecord(format, value);
      if (page.room < record.length + 16) {
        pages.push(page.build());
        page = new PageBuilder(1000n + BigInt(pages.length) * 1000n);
      }
      page.event(1, record);
    }
  }
  pages.push(page.build());
  return writeTraceDat({
    version: 7,
    formats: texts.map((text) => ({ system: 'lab', text })),
    kallsyms: 'ffffffff81000000 T start\nffffffff81000100 t middle\nffffffff81000200 T last\n',
    printk: '0xff00 : "said"\n',
    cmdlines: '1 init\n',
    cpuCount: 1,
    buffers: [{ name: '', cpus: [{ cpu: 0, pages }] }],
  });
}
