import type { Minimized } from '@uringlab/campaign';
import { formatBytes, type Run } from '@uringlab/schema';
import { labelled } from './columns.ts';

/** What a run is as large as, in one line. */
function describeSize({ files, phases, scenario }: Run): string {
  const rings = [...new Set(phases.map(({ ring }) => (ring.sqpoll ? 'SQPOLL' : 'plain')))];
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const reads = phases[0]?.operations ?? 0;
  return (
    `${files.length} file${files.length === 1 ? '' : 's'}, ${formatBytes(bytes)}, ${reads} read${reads === 1 ? '' : 's'} of ` +
    `${formatBytes(scenario.blockBytes)} a pass, depth ${phases[0]?.ring.depth}, ${rings.join(' and ')} ring` +
    `${scenario.requestFlags.length === 0 ? '' : `, ${scenario.requestFlags.join(' ')}`}`
  );
}

/** How much smaller a plan has become, for a terminal. */
export function describeReduction(
  before: Run,
  after: Run,
  { runs, shapes, seconds, isCutShort }: Minimized,
  sameVerdict: boolean,
): string {
  return `${[
    labelled('from', describeSize(before)),
    labelled('to', describeSize(after)),
    labelled('tried', `${shapes} plans in ${runs} runs, ${seconds} s`),
    ...(isCutShort ? [labelled('unknown', 'the time was up before every smaller plan was tried')] : []),
    ...(sameVerdict
      ? []
      : [labelled('unexpected', 'the last run, with a trace, did not give the verdict again: see its rate')]),
  ].join('\n')}\n`;
}
