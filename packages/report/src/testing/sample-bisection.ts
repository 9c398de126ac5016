import type { Bisect, BisectStep, Environment } from '@uringlab/schema';
import type { BisectionInput, End } from '../regression/bisection.ts';
import type { ReportInput } from '../report-input.ts';
import { sampleBisect } from './sample-campaign.ts';
import { sampleReport } from './sample-run.ts';

export const GOOD_COMMIT = 'a'.repeat(40);
export const BAD_COMMIT = 'b'.repeat(40);

/** A run whose fault is io_uring's own, on a kernel of this release; what `source` says it was built from. */
export function kernelFault(release: string, source: string | null = null): ReportInput {
  const input = sampleReport();
  const { verdict } = input.findings;
  return {
    ...input,
    run: { ...input.run, environment: environmentOf(input.run.environment, release, source) },
    findings: {
      ...input.findings,
      verdict: {
        ...verdict,
        culprit: 'io_uring',
        class: 'wrong-data-in-buffer',
        trigger: null,
        title: 'io_uring: wrong bytes inside the count returned',
        sentence: 'A 64 KiB read came back whole, and 61440 bytes of it are not what the page cache holds.',
      },
    },
  };
}

function environmentOf(environment: Environment, release: string, source: string | null): Environment {
  const guest = {
    name: 'mainline',
    kernelSource: source ?? '',
    accelerator: 'tcg' as const,
    acceleratorReason: 'there is no /dev/kvm',
    qemuVersion: '7.2.0',
    argv: [],
    bootMs: 1000,
  };
  const kernelVersion = `Linux version ${release} (builder@example) (gcc 12.2.0) #1 SMP`;
  return { ...environment, release, kernelVersion, ...(source === null ? {} : { vm: guest }) };
}

function endOf(step: BisectStep | undefined, name: string, environment: Environment): End {
  return { name, step: step ?? null, environment: step === undefined ? null : environment };
}

/** Between two kernels of a list, next to each other. */
export function listBisection(
  input: ReportInput,
  releases: readonly [good: string, bad: string],
): BisectionInput {
  const bisect: Bisect = { ...sampleBisect(), result: { lastGood: '5.5', firstBad: '5.7', between: [] } };
  const { environment } = input.run;
  const stepOf = (name: string) => bisect.steps.find(({ kernel }) => kernel.name === name);
  return {
    bisect,
    result: { lastGood: '5.5', firstBad: '5.7', between: [] },
    good: endOf(stepOf('5.5'), '5.5', { ...environment, release: releases[0] }),
    bad: endOf(stepOf('5.7'), '5.7', { ...environment, release: releases[1] }),
  };
}

/** Between two commits of a tree; the good one is known by its child alone. */
export function gitBisection(input: ReportInput): BisectionInput {
  const { steps, ...bisect } = sampleBisect();
  const [bad] = steps.filter(({ verdict }) => verdict === 'bad').slice(-1);
  if (bad === undefined) throw new Error('the sample has a bad step');
  const commit = { id: BAD_COMMIT, subject: 'io_uring/rw: reuse the iterator' };
  const step: BisectStep = { ...bad, index: null, commit };
  const result = { lastGood: GOOD_COMMIT, firstBad: BAD_COMMIT, between: [] };
  return {
    bisect: { ...bisect, git: { tree: '/src/linux', good: 'v6.17', bad: 'v6.18' }, steps: [step], result },
    result,
    good: { name: GOOD_COMMIT, step: null, environment: null },
    bad: endOf(step, BAD_COMMIT, input.run.environment),
  };
}
