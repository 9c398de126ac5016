import {
  type Findings,
  formatBytes,
  formatNanoseconds,
  formatRate,
  type Phase,
  type Run,
  rate,
} from '@uringlab/schema';
import { kernelsTried } from './kernel-name.ts';
import { operationOf } from './operation.ts';

export type Row = readonly [label: string, value: string];

function sum(
  phases: readonly Phase[],
  key: 'operations' | 'shortReads' | 'mismatches' | 'elapsedNs',
): number {
  return phases.reduce((total, phase) => total + phase[key], 0);
}

type Hit = 'shortReads' | 'mismatches';

function hitRate(phases: readonly Phase[], key: Hit): string {
  return phases.length === 0 ? 'not run' : formatRate(rate(sum(phases, key), sum(phases, 'operations')));
}

/** How long one waits for the next hit, all phases together; nothing without one. */
function timeToHit(phases: readonly Phase[]): Row[] {
  const [elapsed, hits] = [sum(phases, 'elapsedNs'), sum(phases, 'mismatches')];
  if (hits === 0) return [];
  const mean = formatNanoseconds(Math.round(elapsed / hits));
  return [['Time to hit', `${mean} in the mean (${hits} in ${formatNanoseconds(elapsed)})`]];
}

/** What the buffers held; at the end of a file other bytes behind the count are no wrong ones. */
function describeBuffers(run: Run, { rate: failing, verdict }: Findings): Row {
  const hits = failing ?? rate(sum(run.phases, 'mismatches'), sum(run.phases, 'operations'));
  return verdict.class === 'legal-short-read'
    ? ['Buffers', `${hits.hits} of ${hits.total} hold other bytes behind the count returned`]
    : [operationOf(run).wrong, run.phases.length === 0 && failing === null ? 'not run' : formatRate(hits)];
}

/** `xfs on loop device 7:0 (/dev/loop0)`. */
export function describeTestbed(run: Run): string {
  const { device, filesystem, kind } = run.testbed;
  const path = device.path === undefined ? '' : ` (${device.path})`;
  if (kind === 'memory') return `${filesystem}, in memory`;
  const what = { loop: 'loop device', directory: 'device', disk: 'disk of the guest' }[kind];
  return `${filesystem} on ${what} ${device.major}:${device.minor}${path}`;
}

/** `64 KiB`, `4 KiB and 16 KiB`, `12 lengths from 4 KiB to 64 KiB`. */
function describeLengths(lengths: readonly number[]): string {
  const sorted = [...lengths].sort((one, other) => one - other);
  if (sorted.length <= 2) return sorted.map(formatBytes).join(' and ');
  const [least = 0, most = 0] = [sorted[0], sorted.at(-1)];
  return `${sorted.length} lengths from ${formatBytes(least)} to ${formatBytes(most)}`;
}

/** `64 KiB, RWF_NOWAIT, depth 16, SQPOLL, consumer ignore`. */
export function describeWorkload(run: Run): string {
  const depths = [...new Set(run.phases.map((phase) => phase.ring.depth))].join(' and ');
  const sqpoll = run.phases.filter((phase) => phase.ring.sqpoll).length;
  const slots = Math.max(1, ...run.phases.map((phase) => phase.ring.slotsPerBuffer ?? 1));
  return [
    `${describeLengths(run.scenario.lengths ?? [run.scenario.blockBytes])}${run.scenario.writes === undefined ? '' : ' writes'}`,
    ...run.scenario.requestFlags,
    ...(depths === '' ? [] : [`depth ${depths}`]),
    ...(sqpoll === 0 ? [] : [sqpoll === run.phases.length ? 'SQPOLL' : 'with and without SQPOLL']),
    ...(slots > 1 ? [`${slots} slots a buffer`] : []),
    `consumer ${run.consumer}`,
  ].join(', ');
}

/** A rate and its parts with and without tracing: what the verdict, or else the scenario, is about. */
function splitRows(run: Run, key: Hit): Row[] {
  return [
    [
      '  traced',
      hitRate(
        run.phases.filter((phase) => phase.traced),
        key,
      ),
    ],
    [
      '  untraced',
      hitRate(
        run.phases.filter((phase) => !phase.traced),
        key,
      ),
    ],
  ];
}

/**
 * The fact block, at most eight rows: rates as n of N with a 95 % interval, and how tracing changes them; or what is told of other
 * kernels or runs, in five rows.
 */
export function factRows(run: Run, findings: Findings, others: readonly Row[] | null = null): Row[] {
  const requests: Row = ['Requests', describeWorkload(run)];
  const filesystem: Row = ['File system', describeTestbed(run)];
  if (others !== null) return [describeBuffers(run, findings), ...others, requests, filesystem];
  const key = findings.verdict.fault === true ? 'mismatches' : 'shortReads';
  return [
    describeBuffers(run, findings),
    ...(key === 'mismatches' ? splitRows(run, key) : []),
    [operationOf(run).short, hitRate(run.phases, 'shortReads')],
    ...(key === 'shortReads' ? splitRows(run, key) : []),
    ...(key === 'mismatches' ? timeToHit(run.phases) : []),
    requests,
    filesystem,
    ['Kernels', kernelsTried(run.environment)],
  ];
}
