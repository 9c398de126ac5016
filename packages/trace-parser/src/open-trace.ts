import { BinaryTrace } from './binary-trace.ts';
import { createRawContainer, isRawPages, type RawRecording } from './container/raw-recording.ts';
import { findCompression, isTraceDat, readTraceDat } from './container/trace-dat.ts';
import { DiagnosticLog } from './diagnostics.ts';
import { type ByteSource, createBytesSource } from './source/byte-source.ts';
import { type Codec, loadCodec } from './source/codec.ts';
import { createMemoryStorage, type Storage } from './source/storage.ts';
import { type TraceInput, toByteSource } from './source/trace-input.ts';
import { unwrap } from './source/unwrap.ts';
import type { OpenTraceOptions, Trace } from './trace.ts';
import { unreadable } from './trace-error.ts';

export interface OpenInputOptions extends OpenTraceOptions {
  /** Most bytes of a stream or of decompressed data that are kept, in memory or in a temporary file. */
  readonly sizeLimit?: number;
}

const MEMORY_LIMIT = 1024 * 1024 * 1024;
const HEAD = 64 * 1024;
const PERF_MAGIC = Array.from('PERFFILE2', (letter) => letter.charCodeAt(0));

/** Opens what has been unwrapped: which of all it is shows in its first bytes. */
async function openUnwrapped(
  source: ByteSource,
  codec: Codec | null,
  log: DiagnosticLog,
  options: OpenTraceOptions,
): Promise<Trace> {
  const head = source.read(0, HEAD);
  if (isTraceDat(head)) {
    const container = readTraceDat(source, log, codec);
    if (container.latencyText === null) {
      return new BinaryTrace('trace.dat', source, container, log, options);
    }
    return openLatencyText(container.latencyText.load());
  }
  if (PERF_MAGIC.every((byte, index) => head[index] === byte)) {
    throw unreadable(
      'the input is a perf.data file',
      'give the text of `perf script`, or record with trace-cmd',
    );
  }
  if (isRawPages(head)) {
    throw unreadable(
      'the input seems to be raw pages of the ring buffer, which do not say what is in them',
      'programs can open them with openRawFiles of @uringlab/trace-parser/node, which is given events/header_page and the formats, too',
    );
  }
  const { openTextTrace } = await import('./text/text-trace.ts');
  return openTextTrace(source);
}

/** A latency tracer leaves text instead of pages. */
async function openLatencyText(text: Uint8Array): Promise<Trace> {
  const { openTextTrace } = await import('./text/text-trace.ts');
  try {
    return openTextTrace(text);
  } catch (cause) {
    throw unreadable(
      `the trace.dat holds the text of a latency tracer, and in it ${(cause as Error).message}`,
      'read it with `trace-cmd report`',
    );
  }
}

/** Opens a source of any kind; what has to be decompressed goes to `storage`. */
export async function openSource(
  outer: ByteSource,
  storage: Storage,
  options: OpenTraceOptions,
): Promise<Trace> {
  const log = new DiagnosticLog();
  const source = await unwrap(outer, storage, log);
  const recording = isTraceDat(source.read(0, HEAD));
  const codec = recording ? await loadCodec(findCompression(source)) : null;
  return openUnwrapped(source, codec, log, options);
}

/** Opens raw pages with the files that describe them. */
export async function openRaw(
  raw: RawRecording,
  storage: Storage,
  options: OpenTraceOptions,
): Promise<Trace> {
  const log = new DiagnosticLog();
  const cpus = await Promise.all(
    raw.cpus.map(async ({ cpu, source }) => {
      return { cpu, source: await unwrap(await toByteSource(source, storage), storage, log) };
    }),
  );
  const container = createRawContainer(raw, cpus);
  return new BinaryTrace('raw-pages', createBytesSource(new Uint8Array(0)), container, log, options);
}

/**
 * Opens a trace: a trace.dat (versions 6 and 7, compressed or not), the text of `trace-cmd report`, tracefs `trace` or `trace_pipe` text, or
 * prose with events in it, even where it has lost its line breaks; any of it in gzip or zstd. What it is shows in the bytes. Raw pages of
 * the ring buffer are opened as `{ raw }`, with the files that describe them. Streams, Blobs and decompressed data are kept in
 * memory up to `sizeLimit` bytes (1 GiB). Damage is reported by `diagnostics()`; E_TRACE_UNREADABLE is thrown when nothing can be
 * read. The bytes must not change afterwards.
 */
export async function openTrace(
  input: TraceInput | { readonly raw: RawRecording },
  options: OpenInputOptions = {},
): Promise<Trace> {
  if (typeof input !== 'object' || input === null) {
    throw unreadable(
      `a trace was to be opened from a ${typeof input}`,
      'give bytes, a Blob or a stream; files are opened by openTraceFile of @uringlab/trace-parser/node',
    );
  }
  const storage = createMemoryStorage(options.sizeLimit ?? MEMORY_LIMIT);
  if ('raw' in input) return openRaw(input.raw, storage, options);
  return openSource(await toByteSource(input, storage), storage, options);
}
