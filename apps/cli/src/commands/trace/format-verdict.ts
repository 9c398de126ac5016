import type { CpuLosses, Diagnostic, OldReaderReport, Verdict } from '@uringlab/trace-parser';
import { bold } from '../../terminal/bold.ts';
import { labelled } from '../../terminal/columns.ts';
import { alignColumns, formatNumberOf, showText } from './format-values.ts';

const SENTENCES = {
  whole: 'The trace is whole: everything that was recorded can be read, and nothing was lost in recording.',
  lossy:
    'The file is sound, but events were lost before they were recorded: that something does not show is no proof that it did not happen.',
  damaged:
    'A part of the file cannot be read. What lies outside the damaged places is there; `uringlab trace repair` writes it to a clean file.',
  text: 'Nothing speaks against this text, but a text does not tell whether lines were left out of it: that something does not show is no proof that it did not happen.',
} as const;

/** Ids of an old reader's complaints that are worth a line. */
const MOST_IDS = 6;

function describePlace({
  instance,
  cpu,
  page,
  offset,
}: Omit<Diagnostic, 'code'> | NonNullable<OldReaderReport['first']>): string {
  return [
    ...(instance === '' ? [] : [`instance ${showText(instance)}`]),
    ...(cpu === null ? [] : [`CPU ${cpu}`]),
    ...(page === null ? [] : [`page ${page}`]),
    `offset 0x${offset.toString(16)}`,
  ].join(', ');
}

function describeDiagnostic(diagnostic: Diagnostic): string {
  const { code, severity, message, count, bytesSkipped } = diagnostic;
  const times = count > 1 ? `, ${count} times` : '';
  const skipped = bytesSkipped > 0 ? `; ${formatNumberOf(bytesSkipped, 'byte')} stepped over` : '';
  return labelled(
    severity,
    `${showText(message)} (${code}${times}) at ${describePlace(diagnostic)}${skipped}`,
  );
}

function listLosses(cpus: readonly CpuLosses[]): string[] {
  const head = [
    'instance',
    'CPU',
    'events',
    'lost as recorded',
    'skipped in reading',
    "lost by the recorder's statistics",
  ];
  const rows = cpus.map(
    ({ instance, cpu, events, recordedLost, unknownGaps, overrun, dropped, ...skipped }) => [
      instance === '' ? 'top' : showText(instance),
      cpu,
      events,
      unknownGaps > 0 ? `${recordedLost} and ${formatNumberOf(unknownGaps, 'gap')}` : String(recordedLost),
      skipped.skippedBytes + skipped.misfits === 0
        ? '0'
        : `${formatNumberOf(skipped.skippedBytes, 'byte')} on ${formatNumberOf(skipped.skippedPages, 'page')}, ${formatNumberOf(skipped.misfits, 'event')} unlike any format`,
      overrun === null || dropped === null ? 'not recorded' : String(overrun + dropped),
    ],
  );
  return alignColumns([head, ...rows]);
}

function describeOldReader(report: OldReaderReport, isDamaged: boolean): string[] {
  const { stamps, unknown, unknownIds, negativeSizes, overrunPages, first } = report;
  if (first === null) {
    return [
      labelled(
        'old readers',
        stamps === 0
          ? 'trace-cmd from before September 2019 has no trouble with these pages: they have no absolute time stamps (version 7 files it does not open: `trace-cmd convert --file-version 6`).'
          : `trace-cmd from before September 2019 takes the ${formatNumberOf(stamps, 'absolute time stamp')} for twice as long as they are, here without harm.`,
      ),
    ];
  }
  const ids = unknownIds
    .slice(0, MOST_IDS)
    .map(({ id }) => id)
    .join(', ');
  return [
    labelled(
      'old readers',
      `trace-cmd from before September 2019, and libtraceevent of the kernel tree from before July 2020, take an absolute time stamp (type 31, 8 bytes since Linux 4.17) to have 16 bytes. At the ${formatNumberOf(stamps, 'stamp')} of this file they lose their place: ${formatNumberOf(unknown, 'record')} of unknown type${ids === '' ? '' : ` (${ids}${unknownIds.length > MOST_IDS ? ', ...' : ''})`}, ${formatNumberOf(negativeSizes, 'record')} of negative size, ${formatNumberOf(overrunPages, 'page')} read beyond the end. ${isDamaged ? 'Some of that may come from the damage.' : 'The file is not to blame.'}`,
    ),
    labelled('', `first: \`${first.message}\` at ${describePlace(first)}`),
  ];
}

/** The verdict for people. */
export function formatVerdict({ kind, diagnostics, cpus, oldReader }: Verdict): string {
  const lines = [
    bold(labelled('verdict', kind)),
    labelled('', SENTENCES[kind]),
    ...diagnostics.map(describeDiagnostic),
    ...(oldReader === null || (kind === 'damaged' && oldReader.stamps === 0)
      ? []
      : describeOldReader(oldReader, kind === 'damaged')),
    ...(cpus.length === 0 ? [] : ['', ...listLosses(cpus)]),
  ];
  return `${lines.join('\n')}\n`;
}
