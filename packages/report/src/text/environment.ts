import {
  type Artifact,
  type CaptureSummary,
  type Environment,
  type Findings,
  formatRate,
  type Run,
  rate,
  type Verdict,
} from '@uringlab/schema';
import { describeTestbed, describeWorkload, type Row } from './facts.ts';
import { shortKernelName } from './kernel-name.ts';

function describeTaint(taint: number): string {
  return taint === 0 ? 'not tainted' : `tainted, ${taint} (Documentation/admin-guide/tainted-kernels.rst)`;
}

/** How a reason that is about the kernel log, not the trace, begins. */
const KERNEL_LOG = /^dmesg: /;

/** `tracing needs root` for `E_NEEDS_ROOT: tracing needs root`. */
function withoutCode(reason: string): string {
  return reason.replace(/^E_[A-Z_]+: /, '');
}

/** What was recorded, with which clock, and how much of it was lost. */
export function describeTrace({ trace, events, clock, missing }: CaptureSummary, findings: Findings): string {
  const { recordedLost, unknownGaps, skippedBytes, overrun } = findings.loss;
  const lost = recordedLost + unknownGaps + skippedBytes + overrun;
  const loss =
    lost === 0
      ? 'nothing lost'
      : `lost: ${recordedLost} events as recorded, ${unknownGaps} gaps of unknown size, ` +
        `${skippedBytes} bytes skipped, ${overrun} overrun`;
  const reasons = missing
    .filter((reason) => !KERNEL_LOG.test(reason))
    .map(withoutCode)
    .join('; ');
  if (trace === null) return reasons === '' ? 'none was taken' : `none was taken: ${reasons}`;
  const taken = `${trace}, ${events.length} kinds of event, clock ${clock}, ${loss}`;
  return reasons === '' ? taken : `${taken}; it lacks: ${reasons}`;
}

/** How much the kernel logged, and whether the log could be read at all. */
export function describeKernelLog(capture: CaptureSummary, dmesg: string): string {
  const count = dmesg.split('\n').filter((line) => line !== '').length;
  const refusal = capture.missing.find((reason) => KERNEL_LOG.test(reason))?.replace(KERNEL_LOG, '');
  if (count === 0) return refusal === undefined ? 'nothing in the interval' : `not read (${refusal})`;
  const lines = `${count} ${count === 1 ? 'line' : 'lines'} in the interval, in dmesg.txt`;
  return refusal === undefined ? lines : `${lines}; not whole (${refusal})`;
}

/** Options that mount(8) lists twice, once each. */
function describeOptions(options: string): string {
  return [...new Set(options.split(','))].join(',');
}

/** Each phase in one row: how it ran, and its n of N. */
export function phaseRows(run: Run, { class: found }: Verdict): Row[] {
  const wrong = found === 'legal-short-read' ? 'other bytes behind the count' : 'wrong';
  return run.phases.map((phase) => [
    'Phase',
    `${phase.name}: ${phase.traced ? 'traced' : 'not traced'}, depth ${phase.ring.depth}${phase.ring.sqpoll ? ', SQPOLL' : ''}, ` +
      `consumer ${phase.consumer}; short: ${formatRate(rate(phase.shortReads, phase.operations))}; ` +
      `${wrong}: ${phase.mismatches}; errors: ${phase.errors}`,
  ]);
}

/** Of a guest: which, from where, and how it ran; and what its ring was told, where the kernel has anything to tell it. */
function guestRows({ vm, ringParameters }: Environment): Row[] {
  const parameters = Object.entries(ringParameters ?? {}).map(([name, value]) => `io_uring.${name}=${value}`);
  return [
    ...(vm === undefined
      ? []
      : [
          [
            'Guest',
            `${vm.name}, QEMU ${vm.qemuVersion} with ${vm.accelerator}: ${vm.acceleratorReason}`,
          ] as const,
          ['Kernel from', vm.kernelSource] as const,
          ...(vm.expectation === undefined ? [] : [['Known of it', vm.expectation] as const]),
        ]),
    ...(parameters.length === 0 ? [] : [['Ring parameters', parameters.join(', ')] as const]),
  ];
}

/** The machine and its kernel. */
export function machineRows(environment: Environment): Row[] {
  return [
    ['/proc/version', environment.kernelVersion],
    ['Distribution', environment.distribution],
    ['Machine', `${environment.machine}, ${environment.cpus} CPUs, ${environment.cpuModel}`],
    [
      'Memory',
      `${(environment.memoryBytes / 1024 ** 3).toFixed(1)} GiB, pages of ${environment.pageBytes} bytes`,
    ],
    ...guestRows(environment),
    ['Kernel taint', describeTaint(environment.taint)],
    ['Mainline', `not tried beyond ${shortKernelName(environment)}`],
  ];
}

/** Where it ran: kernel, distribution, taint, hardware, file system, versions, trace. */
export function environmentRows(run: Run, findings: Findings, dmesg: string): Row[] {
  const { environment, lab, scenario } = run;
  return [
    ...machineRows(environment),
    ['File system', `${describeTestbed(run)}, ${describeOptions(run.testbed.mountOptions)}`],
    ['Sectors', `${run.testbed.logicalBlockBytes} bytes`],
    ['Requests', describeWorkload(run)],
    ...(run.testbed.madeBy === undefined ? [] : [['Made by', run.testbed.madeBy] as const]),
    ['Cache state', scenario.cacheState],
    ...(scenario.notes ?? []).map((note) => ['Job file', note] as const),
    ['Run', `${run.id} of ${run.createdAt}, scenario ${scenario.name}, seed ${scenario.seed}`],
    ['Versions', `${lab.name} ${lab.version}, liburing ${environment.liburing}, Node ${environment.node}`],
    ['Trace', describeTrace(run.capture, findings)],
    ['Kernel log', describeKernelLog(run.capture, dmesg)],
  ];
}

/** The files of the run with their sums, two lines each: a sum fits a mail's columns only by itself. */
export function artifactText(artifacts: readonly Artifact[]): string | null {
  if (artifacts.length === 0) return null;
  return artifacts
    .flatMap(({ name, bytes, sha256 }) => [`${name}, ${bytes} bytes, sha256`, `  ${sha256}`])
    .join('\n');
}
