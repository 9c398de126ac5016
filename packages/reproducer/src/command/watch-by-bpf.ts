import { startStrace } from '@uringlab/uring-strace';
import type { RequestsFile } from '../requests-file.ts';
import { endWhenAborted } from './end-command.ts';
import type { FindingsFile } from './findings-file.ts';
import type { Watched, WatchRequest } from './watched.ts';

/** Runs the command once under uring-strace. Throws what `startStrace` does; the command has not run then. */
export async function watchByBpf(
  { words, signal, onReady }: WatchRequest,
  requests: RequestsFile,
  findings: FindingsFile,
): Promise<Watched> {
  requests.beginSession();
  findings.beginSession();
  onReady?.();
  const start = process.hrtime.bigint();
  const session = startStrace({
    command: words,
    output: 'columns',
    overlaps: true,
    onColumns: (columns) => requests.write(columns),
    onFinding: (json) => findings.write(json),
  });
  const ended = endWhenAborted(session, signal);
  const result = await session.result.finally(ended);
  return {
    invocation: {
      exitCode: result.exitCode,
      exitSignal: result.exitSignal,
      startNs: Number(start),
      elapsedNs: Number(process.hrtime.bigint() - start),
      submitted: Number(result.submitted),
      completed: Number(result.completed),
      lost: Number(result.lost),
      shorts: { ...result.shorts },
      overlaps: result.overlaps,
    },
    failed: null,
  };
}
