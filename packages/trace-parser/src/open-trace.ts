import { BinaryTrace } from './binary-trace.ts';
import { isTraceDat, readTraceDat } from './container/trace-dat.ts';
import { DiagnosticLog } from './diagnostics.ts';
import { createBytesSource } from './source/byte-source.ts';
import { openTextTrace } from './text/text-trace.ts';
import type { OpenTraceOptions, Trace } from './trace.ts';
import { unreadable } from './unreadable.ts';

/** Files that are often given instead of a trace, by how they begin. */
const STRANGERS: readonly { magic: readonly number[]; what: string; hint: string }[] = [
  { magic: [0x1f, 0x8b], what: 'gzip-compressed data', hint: 'decompress it first: gzip -d' },
  { magic: [0x28, 0xb5, 0x2f, 0xfd], what: 'zstd-compressed data', hint: 'decompress it first: zstd -d' },
  {
    magic: Array.from('PERFFILE2', (letter) => letter.charCodeAt(0)),
    what: 'a perf.data file',
    hint: 'give the text of `perf script`, or record with trace-cmd',
  },
];

/**
 * Opens a trace: a trace.dat (versions 6 and 7, uncompressed), the text of `trace-cmd report`, tracefs `trace` or `trace_pipe`
 * text, or prose with events in it, even where it has lost its line breaks. What it is shows in the bytes. Damage is
 * reported by `diagnostics()`; E_TRACE_UNREADABLE is thrown when nothing can be read. The bytes must not change afterwards.
 */
export function openTrace(bytes: Uint8Array, options: OpenTraceOptions = {}): Trace {
  if (isTraceDat(bytes)) {
    const source = createBytesSource(bytes);
    const log = new DiagnosticLog();
    return new BinaryTrace('trace.dat', source, readTraceDat(source, log), log, options);
  }
  const stranger = STRANGERS.find(({ magic }) => magic.every((byte, index) => bytes[index] === byte));
  if (stranger !== undefined) throw unreadable(`the input is ${stranger.what}`, stranger.hint);
  return openTextTrace(bytes);
}
