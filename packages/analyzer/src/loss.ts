import type { Loss } from '@uringlab/schema';
import type { Trace } from '@uringlab/trace-parser';

export const NO_LOSS: Loss = { recordedLost: 0, unknownGaps: 0, skippedBytes: 0, overrun: 0 };

export function measureLoss(trace: Trace): Loss {
  const { recordedLost, unknownGaps, skippedBytes, overrun } = trace.losses();
  return { recordedLost, unknownGaps, skippedBytes, overrun };
}

/** What the reader had to say of the trace, one line a diagnostic. */
export function formatDiagnostics(trace: Trace): string[] {
  return trace.diagnostics().map((diagnostic) => {
    const times = diagnostic.count > 1 ? ` (${diagnostic.count} times)` : '';
    return `${diagnostic.code}: ${diagnostic.message}${times}`;
  });
}
