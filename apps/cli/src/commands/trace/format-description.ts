import { bold } from '../../terminal/bold.ts';
import { labelled } from '../../terminal/columns.ts';
import type { TraceDescription } from './describe-trace.ts';
import {
  alignColumns,
  formatCount,
  formatNumberOf,
  formatTraceTime,
  isNanosecondClock,
  showText,
} from './format-values.ts';

const KINDS = {
  'trace.dat': 'trace.dat',
  'raw-pages': 'raw pages of the ring buffer',
  'trace-cmd-report': 'text of trace-cmd report',
  tracefs: 'text of tracefs',
  'recovered-text': 'text with events in it',
} as const;

function describeKind({ source }: TraceDescription): string {
  const version = source.version === undefined ? '' : ` version ${showText(source.version)}`;
  const compression = source.compression === undefined ? '' : `, compression ${showText(source.compression)}`;
  return KINDS[source.kind] + version + compression;
}

function describeSpan({ source, first, last, duration }: TraceDescription): string {
  if (first === null || last === null || duration === null) return 'no events';
  const inTime = isNanosecondClock(source.clock);
  const [from, to, length] = [first, last, duration].map((time) => formatTraceTime(BigInt(time), inTime));
  return inTime ? `${length} s, from ${from} to ${to}` : `${length} ticks, from ${from} to ${to}`;
}

function describeLosses({
  recordedLost,
  unknownGaps,
  overrun,
  skippedBytes,
}: TraceDescription['losses']): string {
  const parts = [
    recordedLost > 0 ? `${formatNumberOf(recordedLost, 'event')} lost as the ring buffer counted` : '',
    unknownGaps > 0 ? `${formatNumberOf(unknownGaps, 'gap')} of unknown size` : '',
    overrun > 0
      ? `${formatNumberOf(overrun, 'event')} overwritten or dropped by the recorder's statistics`
      : '',
    skippedBytes > 0
      ? `${formatNumberOf(skippedBytes, 'byte')} that cannot be read, see \`uringlab trace check\``
      : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? 'none' : parts.join('; ');
}

function listInstances({ instances }: TraceDescription): string[] {
  return instances.map(({ name, clock, pageSize, cpus }) => {
    const place = name === '' ? 'top' : showText(name);
    const counts = cpus.map(({ cpu, events }) => `${formatCount(events)} on CPU ${cpu}`).join('; ');
    return labelled(
      'instance',
      `${place}, clock ${showText(clock)}, sub-buffers of ${formatNumberOf(pageSize, 'byte')}; ${cpus.length === 0 ? 'no data' : `events: ${counts}`}`,
    );
  });
}

/** The description for people. */
export function formatDescription(description: TraceDescription, withOptions: boolean): string {
  const { uname, recorder, traceId, source, events, types, losses, options } = description;
  const lines = [
    bold(labelled('trace', describeKind(description))),
    ...(uname === null ? [] : [labelled('kernel', showText(uname))]),
    ...(recorder === null ? [] : [labelled('recorder', showText(recorder))]),
    ...(traceId === null ? [] : [labelled('trace id', traceId)]),
    labelled('clock', showText(source.clock)),
    labelled('CPUs', String(source.cpus)),
    ...listInstances(description),
    labelled('duration', describeSpan(description)),
    labelled('lost', describeLosses(losses)),
    labelled('events', formatCount(events)),
    ...alignColumns(
      types.map((type) => [
        type.events,
        showText(type.system === '' ? type.name : `${type.system}:${type.name}`),
      ]),
    ).map((line) => `            ${line}`),
    ...(options.length === 0 ? [] : [labelled('options', options.map(({ name }) => name).join(' '))]),
  ];
  if (withOptions) {
    for (const { id, name, text } of options) lines.push(`\noption ${id} ${name}`, showText(text));
  }
  return `${lines.join('\n')}\n`;
}
