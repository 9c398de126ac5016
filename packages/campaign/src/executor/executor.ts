import type { CampaignRun, KernelEntry, LabError, NotRun, ScenarioEntry } from '@uringlab/schema';

/** One run that is to be made. */
export interface RunRequest {
  kernel: KernelEntry;
  filesystem: 'xfs' | 'ext4' | 'btrfs';
  scenario: ScenarioEntry;
  seed: number;
  /** Absolute path of the run directory: not there yet. */
  directory: string;
}

/** What came of a run; its place and duration are the campaign's to know. */
export type RunResult = Pick<
  CampaignRun,
  'class' | 'culprit' | 'title' | 'confidence' | 'fault' | 'operations' | 'variant'
>;

export type RunOutcome = { kind: 'ran'; result: RunResult } | { kind: 'not-run'; why: NotRun };

/** Makes runs: on this machine, or wherever else. */
export interface Executor {
  /** Runs that may be under way at one time. */
  readonly slots: number;
  /** Throws E_INTERRUPTED once `signal` is aborted; whatever else keeps the run from being made is an outcome. */
  run(request: RunRequest, signal: AbortSignal): Promise<RunOutcome>;
}

export function notRun(error: LabError): RunOutcome {
  const { code, message, hint } = error;
  return { kind: 'not-run', why: { code, message, hint: hint ?? null } };
}
