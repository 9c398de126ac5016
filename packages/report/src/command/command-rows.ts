import { type CommandRun, type Findings, formatHex, formatRate, formatResult, rate } from '@uringlab/schema';
import { describeKernelLog, describeTrace, machineRows } from '../text/environment.ts';
import type { Row } from '../text/facts.ts';
import { describeEnd, describeShorts, describeTime, sumShorts, typedCommand } from './describe-command.ts';

/** Runs that get a row of their own. */
const SHOWN_RUNS = 8;

function rateRow(run: CommandRun, { rate: unhandled }: Findings): Row {
  if (unhandled !== null) return ['Unhandled', `${formatRate(unhandled)} reads and writes`];
  const failed = (run.failed ?? []).reduce((sum, { count }) => sum + count, 0);
  return ['Errors', `${formatRate(rate(Math.min(failed, run.requests.completed), run.requests.completed))}`];
}

function requestRow({ requests: [request] }: Findings): Row[] {
  if (request === undefined) return [];
  const result = request.result === null ? 'result not known' : `result ${formatResult(request.result)}`;
  return [['Request', `${request.length} bytes at ${formatHex(request.offset)}, ${result}`]];
}

/** The fact block, at most eight rows; or what is told of other runs, in five rows. */
export function commandFacts(
  run: CommandRun,
  findings: Findings,
  otherRuns: readonly Row[] | null = null,
): Row[] {
  const { invocations, requests } = run;
  if (otherRuns !== null)
    return [rateRow(run, findings), ...otherRuns, ...requestRow(findings), ['Command', typedCommand(run)]];
  const [first] = invocations;
  const file = findings.requests[0]?.file;
  const times = invocations.length === 1 ? 'run once' : `run ${invocations.length} times`;
  return [
    rateRow(run, findings),
    ['Short', describeShorts(sumShorts(run))],
    ...requestRow(findings),
    ...(file === undefined ? [] : [['File', file] as const]),
    ['Command', typedCommand(run)],
    ['Ended', `${times}${first === undefined ? '' : `, ${describeEnd(first)} after ${describeTime(first)}`}`],
    [
      'Requests',
      `${requests.completed} completed of ${requests.submitted} submitted, ${requests.lost} records lost`,
    ],
    ['Kernels', `only ${run.environment.release} was tried, the latest mainline was not`],
  ];
}

/** Each run in one row, when there is more than one. */
export function invocationRows({ invocations }: CommandRun): Row[] {
  if (invocations.length === 1) return [];
  return invocations
    .slice(0, SHOWN_RUNS)
    .map((invocation, index) => [
      `Run ${index + 1}`,
      `${describeEnd(invocation)} after ${describeTime(invocation)}; ${invocation.completed} requests; ` +
        `short: ${describeShorts(invocation.shorts)}`,
    ]);
}

/** Where it ran, and how it was watched. */
export function commandEnvironment(run: CommandRun, findings: Findings, dmesg: string): Row[] {
  const { environment, lab, requests } = run;
  const watched = run.source === 'bpf' ? 'BPF programs' : 'the trace events of io_uring';
  const missing = requests.missing.length === 0 ? '' : `; ${requests.missing.join('; ')}`;
  return [
    ...machineRows(environment),
    ['Directory', run.command.directory],
    ...(run.command.job === null ? [] : [['Job', run.command.job] as const]),
    ['Run', `${run.id} of ${run.createdAt}${run.interrupted ? ', interrupted' : ''}`],
    ['Versions', `${lab.name} ${lab.version}, liburing ${environment.liburing}, Node ${environment.node}`],
    ['Watched by', `${watched}, ${requests.lost} records lost${missing}`],
    ['Trace', describeTrace(run.capture, findings)],
    ...run.notes.map((note) => ['Note', note] as const),
    ['Kernel log', describeKernelLog(run.capture, dmesg)],
  ];
}
