import {
  type Findings,
  formatHex,
  formatNanoseconds,
  formatRate,
  formatResult,
  type RequestLife,
  type Verdict,
} from '@uringlab/schema';
import { boundFindings } from './bound-findings.ts';
import { textTemplate } from './templates.ts';
import { alternativesText, unknownsText } from './text/alternatives.ts';
import { evidenceText } from './text/evidence.ts';
import { numberedSteps } from './text/fold-repeats.ts';
import { describeStorage } from './text/storage.ts';
import { traceLines } from './text/trace-excerpt.ts';
import { labelled, numbered, paragraph } from './text/wrap.ts';

/** Where everything is that a terminal gets folded. */
const FULL = 'findings.json';

const render = textTemplate('findings.txt.hbs');

/** Findings alone do not say how many of the failing ranges were read again. */
function storageText(verdict: Verdict): string {
  const wasRead = verdict.pageCacheRight !== null || verdict.diskRight !== null;
  return describeStorage(verdict, wasRead ? 'Where read again' : '');
}

function addressRows({ address }: RequestLife): [string, string][] {
  const rows: [string, string][] = [];
  const { iomapAddress, sector, sectors, consistent } = address;
  if (address.readaheadPages !== null) rows.push(['Readahead', `${address.readaheadPages} pages`]);
  if (iomapAddress !== null)
    rows.push(['Mapped to', `byte ${iomapAddress} of device ${address.device ?? 'unknown'}`]);
  if (sector !== null) {
    const fit = consistent === null ? '' : `, ${consistent ? 'agrees' : 'does not agree'} with the mapping`;
    rows.push(['Bio', `sector ${sector} + ${sectors ?? '?'}${fit}`]);
  }
  if (address.bioNs !== null) rows.push(['Bio took', formatNanoseconds(address.bioNs)]);
  return rows;
}

function requestRows(request: RequestLife): [string, string][] {
  const { inode } = request.address;
  const where = inode === null ? request.file : `inode ${formatHex(inode)}`;
  const result = request.result === null ? 'result not known' : `result ${formatResult(request.result)}`;
  return [
    ['Request', `${where}, offset ${formatHex(request.offset)}, ${request.length} bytes, ${result}`],
    ...(request.attempts.length === 0
      ? []
      : [
          ['Calls', request.attempts.map((attempt) => formatResult(attempt)).join(', ')] satisfies [
            string,
            string,
          ],
        ]),
    ...addressRows(request),
  ];
}

/**
 * Findings for a terminal, also those of a bare trace: verdict, the first request, interpretation, evidence,
 * alternatives, unknowns. Prose in 75 columns, trace lines as they are.
 */
export function renderFindingsText(findings: Findings): string {
  const clean = boundFindings(findings);
  const { verdict, rate, interpretation, diagnostics } = clean;
  const [request] = clean.requests;
  const lines = traceLines(clean, FULL);
  return render({
    title: verdict.title,
    sentence: paragraph(verdict.sentence),
    verdict: labelled([
      ['Confidence', verdict.confidence],
      ['Storage', storageText(verdict)],
      ...(rate === null ? [] : [['Rate', formatRate(rate)] as const]),
      ...(verdict.fixedBy === null
        ? []
        : [
            [
              'Mended by',
              `${verdict.fixedBy.commit} ("${verdict.fixedBy.subject}") in ${verdict.fixedBy.release}`,
            ] as const,
          ]),
      ...(request === undefined ? [] : requestRows(request)),
    ]),
    trace: lines.length === 0 ? null : lines.join('\n'),
    interpretation: interpretation.length === 0 ? null : numberedSteps(interpretation, FULL),
    evidence: evidenceText(clean),
    alternatives: alternativesText(clean),
    unknowns: unknownsText(clean),
    diagnostics: diagnostics.length === 0 ? null : numbered(diagnostics),
  });
}
