import { LabError } from '@uringlab/schema/errors';
import type { TraceFile } from '@uringlab/trace-parser/node';
import { findInput } from '../../input-path.ts';

const HINT = 'give the path of a trace, or - for standard input';

/** Throws E_PATH where there is no file to read; - is standard input. */
export async function findTrace(path: string): Promise<void> {
  if (path === '-') return;
  const found = await findInput(path, HINT);
  if (found.isDirectory()) throw new LabError('E_PATH', `${path} is a directory`, { hint: HINT });
}

/** Opens a trace and gives it to `use`; closed when that is done. */
export async function withTrace<T>(path: string, use: (trace: TraceFile) => Promise<T> | T): Promise<T> {
  await findTrace(path);
  const { openTraceFile } = await import('@uringlab/trace-parser/node');
  const trace = await openTraceFile(path);
  try {
    return await use(trace);
  } finally {
    trace.close();
  }
}
