import type {
  Alternative,
  Evidence,
  FailedGuestContents,
  FailedGuestRun,
  Findings,
  Verdict,
} from '@uringlab/schema';
import { NO_LOSS } from '../loss.ts';
import { excerptFrom, lastLines } from './console-excerpt.ts';
import { FAILURE_KINDS } from './failure-table.ts';

/** Of a console that does not say why. */
const LAST_LINES = 8;

/** In an emulated guest these come also of a host that gives it no time (kernel/watchdog.c, kernel/rcu/tree_stall.h). */
const OF_TIME = /soft lockup|stalls? on CPU/;

/** What a guest had not the time for is no fault of its kernel. */
function isOfSlowHost({ environment, failure }: FailedGuestRun): boolean {
  return environment.vm?.accelerator === 'tcg' && OF_TIME.test(failure.line ?? '');
}

function evidenceOf({ run, console }: FailedGuestContents): Evidence[] {
  const { code, line } = run.failure;
  // The console has nothing to say on an error that a program got.
  if (code === 'E_GUEST_NO_SPACE') return [];
  const lines = line === null ? lastLines(console, LAST_LINES) : excerptFrom(console, line);
  return lines.map((text) => ({ source: 'console', text }));
}

/** What its kernel said, or what the program got. */
function detailOf({ code, line, message }: FailedGuestRun['failure']): string {
  if (line !== null) return ` ("${line}")`;
  return code === 'E_GUEST_NO_SPACE' ? ` (${message})` : '';
}

/** What else might have ended it, and why not. */
function alternativesOf({ failure }: FailedGuestRun): Alternative[] {
  const { code, afterSeconds, limitSeconds } = failure;
  if (code === 'E_GUEST_TIMEOUT' || code === 'E_GUEST_NO_SPACE') return [];
  return [
    {
      claim: 'The lab ended the guest because its time was over',
      excludedBy: `it failed ${afterSeconds.toFixed(1)} s after its power-on, of ${limitSeconds} s that it had`,
    },
  ];
}

function judge(run: FailedGuestRun): Verdict {
  const { failure, environment } = run;
  const { what, unknowns, ...kind } = FAILURE_KINDS[failure.code];
  const slow = isOfSlowHost(run);
  const when = `${failure.afterSeconds.toFixed(1)} s after its power-on, while the lab was at "${failure.activity}"`;
  return {
    ...kind,
    ...(slow ? { fault: null, confidence: 'low' as const } : {}),
    sentence: `${what}${detailOf(failure)}, ${when}.`,
    trigger: null,
    pageCacheRight: null,
    diskRight: null,
    evidence: [],
    alternatives: alternativesOf(run),
    unknowns: [
      ...(slow
        ? [
            `Whether the kernel is at fault: its CPUs are emulated on a host that may have given them no time; on KVM (${environment.vm?.acceleratorReason}) it would be told.`,
          ]
        : []),
      ...unknowns,
    ],
    fixedBy: null,
  };
}

/** The findings of a run whose guest failed: from what it was doing, and from what its console says. */
export function findGuestFailure(contents: FailedGuestContents): Findings {
  const { run } = contents;
  return {
    format: 'uringlab-findings',
    version: 1,
    run: run.id,
    source: 'the console of the guest',
    verdict: { ...judge(run), evidence: evidenceOf(contents) },
    rate: null,
    phaseRates: [],
    interpretation: [],
    requests: [],
    loss: NO_LOSS,
    diagnostics: [],
  };
}
