import type { ByteReader } from '../bytes/byte-reader.ts';
import type { Container } from './container.ts';

/*
 * The metadata blobs; v6 has them one after the other, v7 one to a section. Layout: trace-cmd.dat.v6(5), trace-cmd.dat.v7(5).
 * Each reader leaves `reader.failed` set when the bytes end early, and keeps what was whole until then.
 */

/** `header_page` and `header_event`, the layout of pages and of event headers. */
export function readHeaderInfo(reader: ByteReader, container: Container): void {
  if (reader.text(12) !== 'header_page\0') reader.failed = true;
  container.headerPage = reader.text(reader.u64());
  if (reader.text(13) !== 'header_event\0') reader.failed = true;
  reader.take(reader.u64());
}

function readFormats(reader: ByteReader, container: Container, system: string): void {
  const count = reader.u32();
  for (let index = 0; index < count && !reader.failed; index++) {
    const size = reader.u64();
    const offset = reader.at;
    const text = reader.text(size);
    if (!reader.failed) container.formats.push({ system, text, offset });
  }
}

/** Formats of the ring buffer's own events (`print`, `kernel_stack`). */
export function readFtraceFormats(reader: ByteReader, container: Container): void {
  readFormats(reader, container, 'ftrace');
}

/** Formats of the trace events, system by system. */
export function readEventFormats(reader: ByteReader, container: Container): void {
  const systems = reader.u32();
  for (let index = 0; index < systems && !reader.failed; index++) {
    readFormats(reader, container, reader.cString());
  }
}

/** `/proc/kallsyms`; kept as bytes, most recordings never need it. */
export function readKallsyms(reader: ByteReader, container: Container): void {
  container.kallsyms = reader.take(reader.u32());
}

/** `printk_formats`: the texts behind the addresses in `bprint` and `bputs` events. */
export function readPrintkFormats(reader: ByteReader, container: Container): void {
  container.printk = reader.take(reader.u32());
}

/** `saved_cmdlines`: pid and comm. */
export function readCmdlines(reader: ByteReader, container: Container): void {
  container.cmdlines = reader.take(reader.u64());
}
