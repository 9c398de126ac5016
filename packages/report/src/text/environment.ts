import { type Artifact, type Findings, formatRate, type Run, rate } from '@uringlab/schema';
import { describeTestbed, describeWorkload, type Row } from './facts.ts';

function describeTaint(taint: number): string {
  return taint === 0 ? 'not tainted' : `tainted, ${taint} (Documentation/admin-guide/tainted-kernels.rst)`;
}

/** What was recorded, with which clock, and how much of it was lost. */
export function describeTrace(run: Run, findings: Findings): string {
  const { trace, events, clock, missing } = run.capture;
  const { recordedLost, unknownGaps, skippedBytes, overrun } = findings.loss;
  const lost = recordedLost + unknownGaps + skippedBytes + overrun;
  const loss =
    lost === 0
      ? 'nothing lost'
      : `lost: ${recordedLost} events as recorded, ${unknownGaps} gaps of unknown size, ` +
        `${skippedBytes} bytes skipped, ${overrun} overrun`;
  const taken =
    trace === null ? 'none' : `${trace}, ${events.length} kinds of event, clock ${clock}, ${loss}`;
  return missing.length === 0 ? taken : `${taken}; without: ${missing.join('; ')}`;
}

/** Each phase in one row: how it ran, and its n of N. */
export function phaseRows(run: Run): Row[] {
  return run.phases.map((phase) => [
    'Phase',
    `${phase.name}: ${phase.traced ? 'traced' : 'not traced'}, depth ${phase.ring.depth}${phase.ring.sqpoll ? ', SQPOLL' : ''}, ` +
      `consumer ${phase.consumer}; short: ${formatRate(rate(phase.shortReads, phase.operations))}; ` +
      `wrong: ${phase.mismatches}; errors: ${phase.errors}`,
  ]);
}

/** Where it ran: kernel, distribution, taint, hardware, file system, versions, trace. */
export function environmentRows(run: Run, findings: Findings, dmesg: string): Row[] {
  const { environment, lab, scenario } = run;
  const logLines = dmesg.split('\n').filter((line) => line !== '').length;
  return [
    ['/proc/version', environment.kernelVersion],
    ['Distribution', environment.distribution],
    ['Machine', `${environment.machine}, ${environment.cpus} CPUs, ${environment.cpuModel}`],
    [
      'Memory',
      `${(environment.memoryBytes / 1024 ** 3).toFixed(1)} GiB, pages of ${environment.pageBytes} bytes`,
    ],
    ['Kernel taint', describeTaint(environment.taint)],
    ['Mainline', `not tried beyond ${environment.release}`],
    ['File system', `${describeTestbed(run)}, ${run.testbed.mountOptions}`],
    ['Sectors', `${run.testbed.logicalBlockBytes} bytes`],
    ['Requests', describeWorkload(run)],
    ...(run.testbed.madeBy === undefined ? [] : [['Made by', run.testbed.madeBy] as const]),
    ['Cache state', scenario.cacheState],
    ['Run', `${run.id} of ${run.createdAt}, scenario ${scenario.name}, seed ${scenario.seed}`],
    ['Versions', `${lab.name} ${lab.version}, liburing ${environment.liburing}, Node ${environment.node}`],
    ['Trace', describeTrace(run, findings)],
    [
      'Kernel log',
      logLines === 0
        ? 'nothing in the interval'
        : `${logLines} ${logLines === 1 ? 'line' : 'lines'} in the interval, in dmesg.txt`,
    ],
  ];
}

/** The files of the run with their sums, two lines each: a sum fits a mail's columns only by itself. */
export function artifactText(artifacts: readonly Artifact[]): string | null {
  if (artifacts.length === 0) return null;
  return artifacts
    .flatMap(({ name, bytes, sha256 }) => [`${name}, ${bytes} bytes, sha256`, `  ${sha256}`])
    .join('\n');
}
