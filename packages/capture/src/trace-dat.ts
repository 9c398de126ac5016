import { type FileHandle, open } from 'node:fs/promises';
import { endianness } from 'node:os';
import type { PageLayout } from './page-header.ts';

/** What goes into a trace.dat besides the pages. Texts are the bytes of the kernel's files. */
export interface TraceMetadata {
  layout: PageLayout;
  headerPage: Buffer;
  headerEvent: Buffer;
  /** `format` files of the system `ftrace`. */
  ftraceFormats: readonly Buffer[];
  /** `format` files of the events, by system. */
  eventFormats: ReadonlyMap<string, readonly Buffer[]>;
  kallsyms: Buffer;
  printkFormats: Buffer;
  /** Lines `pid comm`. */
  commandLines: Buffer;
  /** trace_clock: every clock there is, the chosen one in brackets. */
  traceClock: Buffer;
  /** `Linux 6.12.0 x86_64`. */
  uname: string;
  /** per_cpu/cpuN/stats, one for each CPU. */
  cpuStats: readonly Buffer[];
}

/** Ids of trace.dat options (trace-cmd, Documentation/trace-cmd/trace-cmd.dat.v6.5.txt). */
const OPTION = { done: 0, cpuStat: 2, traceClock: 4, uname: 5, version: 9 } as const;
const COPY_BYTES = 1 << 20;
const TABLE_ENTRY_BYTES = 16;
const LITTLE_ENDIAN = endianness() === 'LE';

/**
 * Writes a trace.dat of version 6, the one every reader knows (trace-cmd, KernelShark 1 and 2, gpuvis, Trace Compass;
 * trace-cmd.dat.v6(5)). `pages` are the files with the raw sub-buffers of CPU 0, 1, ...; undefined for a CPU without
 * any. They are copied piece by piece, never held as a whole.
 */
export async function writeTraceDat(
  path: string,
  metadata: TraceMetadata,
  pages: readonly (string | undefined)[],
): Promise<void> {
  const sources = await Promise.all(pages.map((page) => (page === undefined ? undefined : open(page, 'r'))));
  try {
    const { subBufferBytes } = metadata.layout;
    // A target that ran full may end within a page: only whole ones are worth reading.
    const whole = (bytes: number): number => bytes - (bytes % subBufferBytes);
    const sizes = await Promise.all(sources.map(async (source) => whole((await source?.stat())?.size ?? 0)));
    const target = await open(path, 'w');
    try {
      await writeAll(target, metadata, sources, sizes);
    } finally {
      await target.close();
    }
  } finally {
    for (const source of sources) await source?.close();
  }
}

async function writeAll(
  target: FileHandle,
  metadata: TraceMetadata,
  sources: readonly (FileHandle | undefined)[],
  sizes: readonly number[],
): Promise<void> {
  const head = Buffer.concat([...encodeMetadata(metadata), ...encodeOptions(metadata, sizes.length)]);
  const chosen = /\[\S+\]/.exec(metadata.traceClock.toString('latin1'))?.[0] ?? '[local]';
  const clock = [u64(chosen.length), Buffer.from(chosen)];
  const tableEnd = head.length + sizes.length * TABLE_ENTRY_BYTES + 8 + chosen.length;
  const { subBufferBytes } = metadata.layout;
  const align = (offset: number): number => Math.ceil(offset / subBufferBytes) * subBufferBytes;

  const offsets: number[] = [];
  let end = align(tableEnd);
  for (const size of sizes) {
    offsets.push(end);
    end = align(end + size);
  }
  const table = sizes.flatMap((size, cpu) => [u64(size === 0 ? 0 : (offsets[cpu] ?? 0)), u64(size)]);
  await target.write(Buffer.concat([head, ...table, ...clock]), 0, null, 0);
  for (const [cpu, source] of sources.entries()) {
    if (source !== undefined) await copy(source, sizes[cpu] ?? 0, target, offsets[cpu] ?? 0);
  }
  await target.truncate(end);
}

async function copy(source: FileHandle, size: number, target: FileHandle, offset: number): Promise<void> {
  const buffer = Buffer.allocUnsafe(COPY_BYTES);
  for (let done = 0; done < size; ) {
    const { bytesRead } = await source.read(buffer, 0, Math.min(buffer.length, size - done), done);
    if (bytesRead === 0) return;
    for (let written = 0; written < bytesRead; ) {
      const piece = await target.write(buffer, written, bytesRead - written, offset + done + written);
      written += piece.bytesWritten;
    }
    done += bytesRead;
  }
}

function* encodeMetadata(metadata: TraceMetadata): Generator<Buffer> {
  yield Buffer.from([0x17, 0x08, 0x44]);
  yield Buffer.from('tracing6\0');
  yield Buffer.from([LITTLE_ENDIAN ? 0 : 1, metadata.layout.longBytes]);
  yield u32(metadata.layout.subBufferBytes);
  yield Buffer.from('header_page\0');
  yield* sized(u64, metadata.headerPage);
  yield Buffer.from('header_event\0');
  yield* sized(u64, metadata.headerEvent);
  yield u32(metadata.ftraceFormats.length);
  for (const format of metadata.ftraceFormats) yield* sized(u64, format);
  yield u32(metadata.eventFormats.size);
  for (const [system, formats] of metadata.eventFormats) {
    yield Buffer.from(`${system}\0`);
    yield u32(formats.length);
    for (const format of formats) yield* sized(u64, format);
  }
  yield* sized(u32, metadata.kallsyms);
  yield* sized(u32, metadata.printkFormats);
  yield* sized(u64, metadata.commandLines);
}

function* encodeOptions(metadata: TraceMetadata, cpus: number): Generator<Buffer> {
  yield u32(cpus);
  yield Buffer.from('options  \0');
  yield* option(OPTION.traceClock, metadata.traceClock);
  yield* option(OPTION.uname, Buffer.from(metadata.uname));
  yield* option(OPTION.version, Buffer.from('uringlab'));
  for (const stats of metadata.cpuStats) yield* option(OPTION.cpuStat, stats);
  yield u16(OPTION.done);
  yield Buffer.from('flyrecord\0');
}

/** Readers take texts of options for C strings: each ends in a NUL. */
function* option(id: number, text: Buffer): Generator<Buffer> {
  yield u16(id);
  yield* sized(u32, Buffer.concat([text, Buffer.from([0])]));
}

function* sized(size: (value: number) => Buffer, bytes: Buffer): Generator<Buffer> {
  yield size(bytes.length);
  yield bytes;
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  if (LITTLE_ENDIAN) bytes.writeUInt16LE(value);
  else bytes.writeUInt16BE(value);
  return bytes;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  if (LITTLE_ENDIAN) bytes.writeUInt32LE(value);
  else bytes.writeUInt32BE(value);
  return bytes;
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  if (LITTLE_ENDIAN) bytes.writeBigUInt64LE(BigInt(value));
  else bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}
