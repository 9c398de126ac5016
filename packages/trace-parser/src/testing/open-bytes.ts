import { BinaryTrace } from '../binary-trace.ts';
import { isTraceDat, readTraceDat } from '../container/trace-dat.ts';
import { DiagnosticLog } from '../diagnostics.ts';
import { createBytesSource } from '../source/byte-source.ts';
import { openTextTrace } from '../text/text-trace.ts';
import type { OpenTraceOptions, Trace } from '../trace.ts';

/** Opens a recording without compression, or text, at once: for tests of what comes after opening. */
export function openBytes(bytes: Uint8Array, options: OpenTraceOptions = {}): Trace {
  if (!isTraceDat(bytes)) return openTextTrace(bytes);
  const source = createBytesSource(bytes);
  const log = new DiagnosticLog();
  return new BinaryTrace('trace.dat', source, readTraceDat(source, log), log, options);
}
