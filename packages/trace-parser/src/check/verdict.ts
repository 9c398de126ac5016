import type { Diagnostic } from '../diagnostics.ts';
import type { TraceLosses } from '../trace.ts';
import type { CpuLosses } from './cpu-losses.ts';
import type { OldReaderReport } from './old-reader.ts';

/**
 * `whole`: everything that was recorded is there, and nothing was lost in recording. `lossy`: the file is sound, the recorder lost events.
 * `damaged`: a part of the file cannot be read. `text`: a text, which does not tell whether something was left out of it.
 */
export type VerdictKind = 'whole' | 'lossy' | 'damaged' | 'text';

/** What `trace check` says of a file. */
export interface Verdict {
  readonly kind: VerdictKind;
  readonly diagnostics: readonly Diagnostic[];
  readonly cpus: readonly CpuLosses[];
  /** What readers from before 2019 and 2020 would have made of it; null where there are no pages. */
  readonly oldReader: OldReaderReport | null;
}

function isLossy({ recordedLost, unknownGaps, overrun, dropped }: CpuLosses): boolean {
  return recordedLost > 0 || unknownGaps > 0 || (overrun ?? 0) > 0 || (dropped ?? 0) > 0;
}

function isDamaged({ skippedBytes, misfits, suspectPages }: CpuLosses): boolean {
  return skippedBytes > 0 || misfits > 0 || suspectPages > 0;
}

/** Sums up what was found. Warnings alone, as of times that run backwards, do not make a file damaged. */
export function createVerdict(
  diagnostics: readonly Diagnostic[],
  cpus: readonly CpuLosses[],
  oldReader: OldReaderReport | null,
): Verdict {
  const damaged = cpus.some(isDamaged) || diagnostics.some(({ severity }) => severity === 'error');
  const kind = damaged ? 'damaged' : cpus.some(isLossy) ? 'lossy' : 'whole';
  return { kind, diagnostics, cpus, oldReader };
}

/** The verdict on a text: at best nothing speaks against it. */
export function createTextVerdict(diagnostics: readonly Diagnostic[], losses: TraceLosses): Verdict {
  const damaged = diagnostics.some(({ severity }) => severity === 'error');
  const lossy = losses.recordedLost > 0 || losses.unknownGaps > 0 || losses.overrun > 0;
  return { kind: damaged ? 'damaged' : lossy ? 'lossy' : 'text', diagnostics, cpus: [], oldReader: null };
}
