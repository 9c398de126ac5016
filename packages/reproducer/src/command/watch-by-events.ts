import type { FailedResults } from '@uringlab/schema';
import { recordRequests } from '@uringlab/uring-events';
import { endWhenAborted } from './end-command.ts';
import type { Watched, WatchRequest } from './watched.ts';

/**
 * Runs the command once under the kernel's trace events, which have no offset, length, address and file. Throws what `recordRequests`
 * does; the command has not run then.
 */
export async function watchByEvents({ words, signal, onReady }: WatchRequest): Promise<Watched> {
  const failed = new Map<string, FailedResults>();
  const session = await recordRequests(
    { command: words },
    {
      onReady: () => onReady?.(),
      onRequest: ({ opcode, completion }) => {
        const result = completion?.result ?? 0;
        if (result >= 0) return;
        const key = `${opcode} ${result}`;
        const count = (failed.get(key)?.count ?? 0) + 1;
        failed.set(key, { operation: opcode, result, count });
      },
    },
  );
  const ended = endWhenAborted(session, signal);
  const result = await session.result.finally(ended);
  const { exitCode, exitSignal, submitted, completed, lost } = result;
  const elapsedNs = Number(process.hrtime.bigint() - session.start);
  const startNs = Number(session.start);
  return {
    invocation: {
      ...{ exitCode, exitSignal, startNs, elapsedNs, submitted, completed, lost },
      shorts: null,
      overlaps: null,
    },
    failed: [...failed.values()],
  };
}
