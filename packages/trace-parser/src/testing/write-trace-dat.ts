import { deflateSync } from 'node:zlib';
import { ByteWriter } from './byte-writer.ts';

/** What a trace.dat for a test is to hold. */
export interface TraceDatContent {
  readonly version: 6 | 7;
  readonly littleEndian?: boolean;
  readonly pageSize?: number;
  readonly headerPage?: string;
  readonly formats: readonly { readonly system: string; readonly text: string }[];
  readonly kallsyms?: string;
  readonly printk?: string;
  readonly cmdlines?: string;
  readonly clock?: string;
  readonly uname?: string;
  /** Further options as id and payload. */
  readonly options?: readonly { readonly id: number; readonly text: string }[];
  /** Version 7 only: how metadata and pages are compressed. */
  readonly compression?: 'none' | 'zlib';
  /** Pages to a compressed chunk. */
  readonly chunkPages?: number;
  readonly cpuCount: number;
  readonly buffers: readonly {
    readonly name: string;
    readonly cpus: readonly { readonly cpu: number; readonly pages: readonly Uint8Array[] }[];
  }[];
}

const HEADER_PAGE = [
  '\tfield: u64 timestamp;\toffset:0;\tsize:8;\tsigned:0;\n',
  '\tfield: local_t commit;\toffset:8;\tsize:8;\tsigned:1;\n',
  '\tfield: int overwrite;\toffset:8;\tsize:1;\tsigned:1;\n',
  '\tfield: char data;\toffset:16;\tsize:4080;\tsigned:0;\n',
].join('');

type Write = (writer: ByteWriter) => void;

function createMetadata(content: TraceDatContent): [id: number, write: Write][] {
  const headerPage = content.headerPage ?? HEADER_PAGE;
  const systems = [...new Set(content.formats.map(({ system }) => system))].filter(
    (system) => system !== 'ftrace',
  );
  const ofSystem = (name: string) => content.formats.filter(({ system }) => system === name);
  const writeFormats = (writer: ByteWriter, name: string) => {
    writer.u32(ofSystem(name).length);
    for (const { text } of ofSystem(name)) writer.u64(text.length).text(text);
  };
  const { kallsyms = '', printk = '', cmdlines = '' } = content;
  return [
    [
      16,
      (w) => w.text('header_page\0').u64(headerPage.length).text(headerPage).text('header_event\0').u64(0),
    ],
    [17, (w) => writeFormats(w, 'ftrace')],
    [
      18,
      (w) => {
        w.u32(systems.length);
        for (const name of systems) writeFormats(w.text(`${name}\0`), name);
      },
    ],
    [19, (w) => w.u32(kallsyms.length).text(kallsyms)],
    [20, (w) => w.u32(printk.length).text(printk)],
    [21, (w) => w.u64(cmdlines.length).text(cmdlines)],
  ];
}

function createOptions(content: TraceDatContent): { id: number; text: string }[] {
  return [
    { id: 4, text: `[${content.clock ?? 'local'}]\0` },
    ...(content.uname === undefined ? [] : [{ id: 5, text: `${content.uname}\0` }]),
    ...(content.options ?? []),
  ];
}

function writePages(writer: ByteWriter, pages: readonly Uint8Array[], pageSize: number): number {
  const start = writer.align(pageSize).at;
  for (const page of pages) writer.raw(page);
  return start;
}

/** Pages as a list of compressed chunks (trace-cmd, lib/trace-cmd/trace-compress.c). */
function writeChunks(
  writer: ByteWriter,
  pages: readonly Uint8Array[],
  pageSize: number,
  perChunk: number,
): number {
  const start = writer.align(pageSize).at;
  writer.u32(Math.ceil(pages.length / perChunk));
  for (let first = 0; first < pages.length; first += perChunk) {
    const content = Buffer.concat(pages.slice(first, first + perChunk));
    const block = deflateSync(content);
    writer.u32(block.length).u32(content.length).raw(block);
  }
  return start;
}

/** Writes a section of version 7: its header, and what `write` puts into it, compressed or not. */
function writeSection(
  writer: ByteWriter,
  id: number,
  littleEndian: boolean,
  compress: boolean,
  write: Write,
): number {
  const offset = writer.at;
  writer
    .u16(id)
    .u16(compress ? 1 : 0)
    .u32(0xffffffff)
    .u64(0);
  if (compress) {
    const inner = new ByteWriter(littleEndian);
    write(inner);
    const content = inner.finish();
    const block = deflateSync(content);
    writer.u32(block.length).u32(content.length).raw(block);
  } else write(writer);
  writer.patch64(offset + 8, writer.at - offset - 16);
  return offset;
}

function writeV7(writer: ByteWriter, content: TraceDatContent, pageSize: number): void {
  const { compression = 'none', chunkPages = 10, littleEndian = true } = content;
  const compress = compression !== 'none';
  writer.text(`${compression}\0`).text(compress ? '1\0' : '\0');
  const pointer = writer.at;
  writer.u64(0);
  const sections = createMetadata(content).map(([id, write]) => ({
    id,
    offset: writeSection(writer, id, littleEndian, compress, write),
  }));
  const buffers = content.buffers.map(({ name, cpus }) => {
    const offset = writer.at;
    writer
      .u16(3)
      .u16(compress ? 1 : 0)
      .u32(0xffffffff)
      .u64(0);
    const table = cpus.map(({ cpu, pages }) => {
      const start = compress
        ? writeChunks(writer, pages, pageSize, chunkPages)
        : writePages(writer, pages, pageSize);
      return { cpu, offset: start, size: writer.at - start - (compress ? 4 : 0) };
    });
    writer.patch64(offset + 8, writer.at - offset - 16);
    return { name, offset, table };
  });
  const start = writeSection(writer, 0, littleEndian, false, () => {
    for (const { id, offset } of sections) writer.u16(id).u32(8).u64(offset);
    for (const { id, text } of createOptions(content)) writer.u16(id).u32(text.length).text(text);
    writer.u16(8).u32(4).u32(content.cpuCount);
    for (const { name, offset, table } of buffers) {
      writer
        .u16(3)
        .u32(8 + name.length + 1 + 6 + 8 + table.length * 20)
        .u64(offset);
      writer.text(`${name}\0`).text('local\0').u32(pageSize).u32(table.length);
      for (const entry of table) writer.u32(entry.cpu).u64(entry.offset).u64(entry.size);
    }
    writer.u16(0).u32(8).u64(0);
  });
  writer.patch64(pointer, start);
}

function writeV6(writer: ByteWriter, content: TraceDatContent, pageSize: number): void {
  for (const [, write] of createMetadata(content)) write(writer);
  writer.u32(content.cpuCount).text('options  \0');
  for (const { id, text } of createOptions(content)) writer.u16(id).u32(text.length).text(text);
  const pointers = content.buffers
    .filter(({ name }) => name !== '')
    .map(({ name }) => {
      writer.u16(3).u32(8 + name.length + 1);
      const pointer = writer.at;
      writer.u64(0).text(`${name}\0`);
      return { name, pointer };
    });
  writer.u16(0);
  for (const name of ['', ...pointers.map((instance) => instance.name)]) {
    const pointer = pointers.find((instance) => instance.name === name)?.pointer;
    if (pointer !== undefined) writer.patch64(pointer, writer.at);
    writer.text('flyrecord\0');
    const table = writer.at;
    for (let cpu = 0; cpu < content.cpuCount; cpu++) writer.u64(0).u64(0);
    const clock = `[${content.clock ?? 'local'}]`;
    writer.u64(clock.length).text(clock);
    for (const { cpu, pages } of content.buffers.find((buffer) => buffer.name === name)?.cpus ?? []) {
      const offset = writePages(writer, pages, pageSize);
      writer.patch64(table + cpu * 16, offset).patch64(table + cpu * 16 + 8, pages.length * pageSize);
    }
  }
}

/** Writes a trace.dat. */
export function writeTraceDat(content: TraceDatContent): Uint8Array {
  const littleEndian = content.littleEndian ?? true;
  const pageSize = content.pageSize ?? 4096;
  const writer = new ByteWriter(littleEndian);
  writer.raw(Uint8Array.of(0x17, 0x08, 0x44)).text(`tracing${content.version}\0`);
  writer
    .u8(littleEndian ? 0 : 1)
    .u8(8)
    .u32(pageSize);
  if (content.version === 7) writeV7(writer, content, pageSize);
  else writeV6(writer, content, pageSize);
  return writer.finish();
}
