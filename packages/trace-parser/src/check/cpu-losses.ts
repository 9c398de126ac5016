import { countDropped } from '../container/cpu-stats.ts';
import type { StreamSurvey } from '../ring/survey.ts';
import type { CpuStats } from '../trace.ts';

/** What is missing from the recording of one CPU in one instance, by who noticed. */
export interface CpuLosses {
  readonly instance: string;
  readonly cpu: number;
  readonly pages: number;
  readonly events: number;
  /** Lost as recorded: events the ring buffer counted, and places where it did not. */
  readonly recordedLost: number;
  readonly unknownGaps: number;
  /** Skipped in reading: bytes of events, the pages they are on, and events of no known type or too short for theirs. */
  readonly skippedBytes: number;
  readonly skippedPages: number;
  readonly misfits: number;
  /** Pages that seem to be misaligned. */
  readonly suspectPages: number;
  /** Lost by the recorder's own statistics at its end: overwritten, and never written; null when it left none for the CPU. */
  readonly overrun: number | null;
  readonly dropped: number | null;
}

/** The losses of each CPU that was recorded, or that the recorder has statistics of, in the order of the recording. */
export function listCpuLosses(surveys: readonly StreamSurvey[], cpuStats: readonly CpuStats[]): CpuLosses[] {
  const statsOf = (instance: string, cpu: number) => {
    const stats = cpuStats.find((entry) => entry.instance === instance && entry.cpu === cpu);
    if (stats === undefined) return { overrun: null, dropped: null };
    return { overrun: stats.overrun, dropped: countDropped(stats) };
  };
  const recorded = surveys.map((survey) => ({
    instance: survey.stream.instance,
    cpu: survey.stream.cpu,
    pages: survey.stream.pages.count,
    events: survey.events,
    recordedLost: survey.recordedLost,
    unknownGaps: survey.unknownGaps,
    skippedBytes: survey.skippedBytes,
    skippedPages: survey.damagedPages,
    misfits: survey.misfits,
    suspectPages: survey.suspectPages,
    ...statsOf(survey.stream.instance, survey.stream.cpu),
  }));
  const isRecorded = ({ instance, cpu }: CpuStats) =>
    recorded.some((losses) => losses.instance === instance && losses.cpu === cpu);
  const empty = cpuStats
    .filter((stats) => !isRecorded(stats))
    .map(({ instance, cpu }) => ({ instance, cpu, ...NOTHING, ...statsOf(instance, cpu) }));
  return [...recorded, ...empty];
}

const NOTHING = {
  pages: 0,
  events: 0,
  recordedLost: 0,
  unknownGaps: 0,
  skippedBytes: 0,
  skippedPages: 0,
  misfits: 0,
  suspectPages: 0,
};
