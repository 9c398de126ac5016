import { decodeLatin1, encodeLatin1 } from '../bytes/latin1.ts';
import { type EventFormat, parseEventFormat } from '../format/event-format.ts';
import { readFixture } from './fixtures.ts';
import { FURTHER_FORMATS } from './further-formats.ts';
import { HANDLER_EVENTS, type Values } from './handler-events.ts';
import { PageBuilder } from './page-builder.ts';
import { writeTraceDat } from './write-trace-dat.ts';

const KALLSYMS = [
  'ffffffff81000000 T _text',
  'ffffffff81000100 T do_one_thing',
  'ffffffff81000200 t do_another_thing',
  'ffffffff81000300 T tracing_mark_write',
  'ffffffff81000400 T hrtimer_wakeup',
  'ffffffff82000000 T _end',
  '',
].join('\n');
function encodeEvent(format: EventFormat, values: Values): Uint8Array {
  const located: Uint8Array[] = [];
  const given = Object.entries(values).map(([name, value]) => {
    const field = format.fields.find((candidate) => candidate.name === name);
    if (field === undefined) throw new Error(`${format.name} has no ${name}`);
    return { field, value: typeof value === 'string' ? encodeLatin1(value) : value };
  });
  const open = given.find(
    ({ field }) => field.location === null && (field.size === 0 || field.name === 'caller'),
  );
  const fixed = open !== undefined ? open.field.offset : format.fixedSize;
  const bytes = new Uint8Array(fixed);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, format.id, true);
  view.setInt32(4, 42, true);
  let end = fixed;
  for (const { field, value } of given) {
    if (value instanceof Uint8Array) {
      if (field === open?.field) located.push(value);
      else if (field.location === null) bytes.set(value, field.offset);
      else {
        view.setUint32(field.offset, value.length * 65536 + end, true);
        located.push(value);
        end += value.length;
      }
    } else {
      const wide = new Uint8Array(BigUint64Array.of(BigInt.asUintN(64, BigInt(value))).buffer);
      bytes.set(wide.subarray(0, field.size), field.offset);
    }
  }
  const total = located.reduce((size, part) => size + part.length, fixed);
  const payload = new Uint8Array(4 * Math.ceil(total / 4));
  payload.set(bytes);
  let at = fixed;
  for (const part of located) {
    payload.set(part, at);
    at += part.length;
  }
  return payload;
}

/** Format files of Linux 6.18 as it was recorded. */
export function readRecordedFormats(): { system: string; text: string }[] {
  return decodeLatin1(readFixture('handler-formats.txt.gz'))
    .split(/^## /m)
    .slice(1)
    .map((part) => ({
      system: part.slice(0, part.indexOf('\n')),
      text: part.slice(part.indexOf('\n') + 1),
    }));
}

/** A trace.dat of one CPU with every event that is printed by a handler. */
export function createHandlerTrace(): Uint8Array {
  const formats = [...readRecordedFormats(), ...FURTHER_FORMATS.map(([system, text]) => ({ system, text }))];
  const byName = new Map(
    formats.map(({ system, text }) => {
      const format = parseEventFormat(text, system, 8);
      return [format?.name ?? '', format];
    }),
  );
  const pages: Uint8Array[] = [];
  let page = new PageBuilder(1_000_000n);
  let events = 0;
  for (const [name, values] of HANDLER_EVENTS) {
    const format = byName.get(name);
    if (format === undefined) throw new Error(`there is no format of ${name}`);
    const payload = encodeEvent(format, values);
    if (page.room < payload.length + 16) {
      pages.push(page.build());
      page = new PageBuilder(1_000_000n + BigInt(events) * 1000n);
    }
    page.event(1000, payload);
    events++;
  }
  pages.push(page.build());
  return writeTraceDat({
    version: 7,
    formats,
    kallsyms: KALLSYMS,
    printk: '0x5000 : "number %d text %s\\n"\n0x5010 : "put\\n"\n',
    cmdlines: '41 known\n',
    cpuCount: 1,
    buffers: [{ name: '', cpus: [{ cpu: 0, pages }] }],
  });
}
