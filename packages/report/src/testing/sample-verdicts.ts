import { type Consumer, type Findings, type Run, rate } from '@uringlab/schema';
import type { ReportInput } from '../report-input.ts';
import { sampleOps, sampleReport } from './sample-run.ts';
import { LENGTH, PAGE } from './sample-sizes.ts';

interface Change {
  run: (run: Run) => Run;
  verdict: Partial<Findings['verdict']>;
  result: number;
}

function change({ run, verdict, result }: Change): ReportInput {
  const base = sampleReport();
  const total = base.ops.result.length;
  return {
    ...base,
    run: run(base.run),
    mismatches: [],
    ops: sampleOps(total, () => result),
    findings: {
      ...base.findings,
      rate: rate(0, total),
      requests: [],
      interpretation: [],
      verdict: { ...base.findings.verdict, fault: false, culprit: 'nobody', trigger: null, ...verdict },
    },
  };
}

function rename(run: Run, name: string, requestFlags: string[], shortReads: number, consumer: Consumer): Run {
  return {
    ...run,
    scenario: { ...run.scenario, name, requestFlags },
    phases: run.phases.map((phase) => ({ ...phase, consumer, shortReads, mismatches: 0 })),
    consumer,
  };
}

/** Every read came back full and right. */
export function cleanReport(): ReportInput {
  return change({
    run: (run) => rename(run, 'nowait-page-boundary', ['RWF_NOWAIT'], 64, 'resubmit'),
    verdict: {
      class: 'no-fault-found',
      title: 'nobody: no fault found',
      sentence: 'Every read brought what was last written; the short ones were asked for again.',
      evidence: [],
      alternatives: [],
      unknowns: [],
    },
    result: PAGE,
  });
}

/** A read across the end of a file by an application that looks at the result. */
export function endOfFileReport(): ReportInput {
  return change({
    run: (run) => rename(run, 'eof-tail', [], 64, 'strict'),
    verdict: {
      class: 'legal-short-read',
      trigger: 'end-of-file',
      title: 'nobody: legal short read at the end of the file',
      sentence: 'A read across the end of the file returned the 4096 bytes up to it.',
      evidence: [
        { source: 'ring', text: 'Offset + result is the size of the file in each of the 128 short reads.' },
      ],
    },
    result: PAGE,
  });
}

/** A short read that hid an EIO. */
export function hiddenErrorReport(): ReportInput {
  const report = change({
    run: (run) => rename(run, 'eio-behind-good-pages', [], 1, 'ignore'),
    verdict: {
      class: 'unhandled-short-read',
      culprit: 'device',
      fault: true,
      trigger: 'hidden-error',
      title: 'device: an error hidden by a short read',
      sentence: 'A read returned the pages before a bad sector, and the read of the rest fails with -EIO.',
      pageCacheRight: null,
      diskRight: null,
      evidence: [
        {
          source: 'dmesg',
          text: '[   12.345678] I/O error, dev loop0, sector 1800904 op 0x0:(READ) flags 0x80700 phys_seg 15 prio class 2',
        },
      ],
    },
    result: PAGE,
  });
  return { ...report, dmesg: '[   12.345678] I/O error, dev loop0, sector 1800904\n' };
}

/** A run without a trace that shows nothing either way. */
export function openReport(): ReportInput {
  const report = change({
    run: (run) => ({
      ...rename(run, 'readahead-race', [], 0, 'ignore'),
      capture: {
        trace: null,
        missing: ['E_NEEDS_ROOT: tracing needs root'],
        clock: 'mono',
        events: [],
        cpus: [],
      },
    }),
    verdict: {
      class: 'not-enough-evidence',
      culprit: 'unknown',
      fault: null,
      confidence: 'low',
      title: 'unknown: not enough evidence',
      sentence: 'No trace was taken, and no read came back short.',
      evidence: [],
      alternatives: [],
      unknowns: ['Whether the race can be hit on this machine.'],
      pageCacheRight: null,
      diskRight: null,
    },
    result: LENGTH,
  });
  return report;
}
