import { type CampaignRun, formatRateCells } from '@uringlab/schema';
import { rateOfOperations, rateOfRuns } from './cell-summary.ts';

/** Heads of the columns that `rateCells` fills: runs and operations with the fault, each with its 95 % Wilson interval. */
export const RATE_HEAD = ['runs', '95 %', 'operations', '95 %'] as const;

export function rateCells(runs: readonly CampaignRun[]): string[] {
  return [...formatRateCells(rateOfRuns(runs)), ...formatRateCells(rateOfOperations(runs))];
}
