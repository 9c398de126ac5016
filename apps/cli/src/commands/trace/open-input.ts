import type { TraceFile } from '@uringlab/trace-parser/node';

/** Opens a trace and gives it to `use`; closed when that is done. */
export async function withTrace<T>(path: string, use: (trace: TraceFile) => Promise<T> | T): Promise<T> {
  const { openTraceFile } = await import('@uringlab/trace-parser/node');
  const trace = await openTraceFile(path);
  try {
    return await use(trace);
  } finally {
    trace.close();
  }
}
