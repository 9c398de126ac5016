import type { ByteReader } from '../bytes/byte-reader.ts';
import { type Container, type LazyBytes, NO_BYTES } from './container.ts';
import { FormatText } from './format-text.ts';

/*
 * The metadata blobs; v6 has them one after the other, v7 one to a section. Layout: trace-cmd.dat.v6(5), trace-cmd.dat.v7(5).
 * Each reader leaves `reader.failed` set when the bytes end early, and keeps what was whole until then.
 */

/** No blob of a sound recording comes near; what claims to be larger is damaged. */
export const LARGEST_BLOB = 256 * 1024 * 1024;
const LARGEST_FORMAT = 1024 * 1024;

function sizeUpTo(limit: number, size: number, reader: ByteReader): number {
  if (size > limit) reader.failed = true;
  return size;
}

/** `header_page` and `header_event`, the layout of pages and of event headers. */
export function readHeaderInfo(reader: ByteReader, container: Container): void {
  if (reader.text(12) !== 'header_page\0') reader.failed = true;
  container.headerPage = reader.text(sizeUpTo(LARGEST_FORMAT, reader.u64(), reader));
  if (reader.text(13) !== 'header_event\0') reader.failed = true;
  container.headerEvent = reader.text(sizeUpTo(LARGEST_FORMAT, reader.u64(), reader));
}

function readFormats(reader: ByteReader, container: Container, system: string): void {
  const count = reader.u32();
  for (let index = 0; index < count && !reader.failed; index++) {
    const size = sizeUpTo(LARGEST_FORMAT, reader.u64(), reader);
    const offset = reader.at;
    const bytes = reader.take(size);
    if (!reader.failed) container.formats.push(new FormatText(system, bytes, offset));
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

/** The next `size` bytes, fetched when they are asked for. */
function takeLater(reader: ByteReader, size: number): LazyBytes {
  const at = reader.at;
  reader.skip(sizeUpTo(LARGEST_BLOB, size, reader));
  const { source } = reader;
  return reader.failed ? NO_BYTES : { size, load: () => source.read(at, size) };
}

/** `/proc/kallsyms`: most of a small file, and few recordings need it. */
export function readKallsyms(reader: ByteReader, container: Container): void {
  container.kallsyms = takeLater(reader, reader.u32());
}

/** `printk_formats`: the texts behind the addresses in `bprint` and `bputs` events. */
export function readPrintkFormats(reader: ByteReader, container: Container): void {
  container.printk = takeLater(reader, reader.u32());
}

/** `saved_cmdlines`: pid and comm. */
export function readCmdlines(reader: ByteReader, container: Container): void {
  container.cmdlines = takeLater(reader, reader.u64());
}
