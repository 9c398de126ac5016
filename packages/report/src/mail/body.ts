import {
  type Artifact,
  type Findings,
  formatHex,
  type Mismatch,
  RUN_FILES,
  type Run,
  type Verdict,
} from '@uringlab/schema';
import type { Reproducers } from '../reproducer/forms.ts';
import type { ExitMeaning } from '../reproducer/program.ts';
import { textTemplate } from '../templates.ts';
import { alternativesText, unknownsText } from '../text/alternatives.ts';
import { bytesText } from '../text/bytes.ts';
import { artifactText, environmentRows, phaseRows } from '../text/environment.ts';
import { evidenceText } from '../text/evidence.ts';
import { factRows } from '../text/facts.ts';
import { numberedSteps } from '../text/fold-repeats.ts';
import { concernsKernel } from '../text/kernels-part.ts';
import { impact, opening } from '../text/summary.ts';
import { traceLines } from '../text/trace-excerpt.ts';
import { labelled, labelledLines, paragraph } from '../text/wrap.ts';
import type { Beyond } from './beyond.ts';

export interface BodyInput extends Pick<Reproducers, 'reproducer' | 'exit'> {
  run: Run;
  findings: Findings;
  mismatches: readonly Mismatch[];
  dmesg: string;
  artifacts: readonly Artifact[];
  /** Without the angle brackets; the archive's link to the mail is made of it. */
  messageId: string;
  subject: string;
  /** Where the run is one of a bisection or a comparison. */
  beyond: Beyond | null;
}

/** Fills the template of the mail; `strict`, so that whatever it names has to be there. */
export const renderMailText = textTemplate('report.txt.hbs');

export function describeReproducer(
  { environment }: { environment: Run['environment'] },
  { shown, notShown }: ExitMeaning,
): string {
  return paragraph(
    `Reproducer, repro.c: C, needs liburing alone (the run itself used ${environment.liburing}). It exits with ` +
      `1 when ${shown}, with 0 when ${notShown}, and with 2 when it cannot run. It is made from ` +
      'the numbers of the run; the counts above come from the run, not from this program.',
  );
}

function describeRun(run: Run): string {
  return paragraph(
    'No standalone program brings this about. The run is repeated by: ' +
      `uringlab reproduce ${run.scenario.name} --consumer ${run.consumer}`,
  );
}

/** Which request the trace is of: it may be another than the one whose bytes are shown. */
export function describeTrace({ requests }: Findings): string {
  const [request] = requests;
  if (request === undefined || request.steps.every((step) => step.line === null))
    return 'Trace lines that show it:';
  const name = request.row === null ? 'the request' : `request ${request.row}`;
  return paragraph(
    `Trace of ${name} (${request.length} bytes at ${formatHex(request.offset)} of ${request.file}), one ` +
      'line of each step; "...." where lines are left out or more than 100 us pass:',
  );
}

/** Says that a tool wrote it, from what. */
export function disclosure({ id, lab }: Pick<Run, 'id' | 'lab'>, total: number, part: string): string {
  return paragraph(
    `This text was written by a tool, ${lab.name} ${lab.version}, from what it measured in run ${id} ` +
      `(${total} ${part}${total === 1 ? '' : 's'}, the counts are above). It states what was observed, ` +
      'nothing about other machines.',
  );
}

/** Where a fault lies outside the kernel, no commit to the kernel will come of it. */
export function describeAddressee(verdict: Verdict): string | null {
  if (verdict.fault !== true || concernsKernel(verdict)) return null;
  if (verdict.culprit === 'unknown')
    return paragraph(
      'Whose fault it is is not known, and nothing here shows that it is the kernel that has to be mended.',
    );
  return paragraph("This report is for the application's maintainers; it asks nothing of the kernel's.");
}

/** Commands to regzbot, in a paragraph of their own; the title is what the subject says behind its prefix. */
function regzbotText({ beyond, subject }: BodyInput): string | null {
  const introduced = beyond?.introduced ?? null;
  if (introduced === null) return null;
  return `#regzbot introduced: ${introduced}\n#regzbot title: ${subject.replace(/^\[\w+\] /, '')}`;
}

/** The body of the mail, in the order in which a maintainer decides whether to go on reading. */
export function renderBody(input: BodyInput): string {
  const { run, findings, mismatches, reproducer, exit, beyond } = input;
  const lines = traceLines(findings, RUN_FILES.html);
  return renderMailText({
    opening: paragraph(opening(run, findings)),
    impact: paragraph([impact(run, findings, mismatches), ...(beyond?.sentences ?? [])].join(' ')),
    facts: labelledLines(factRows(run, findings, beyond?.rows ?? null)),
    aboutReproducer: exit === null ? describeRun(run) : describeReproducer(run, exit),
    reproducer: reproducer === null ? null : reproducer.trimEnd(),
    bytes: bytesText(run, findings.verdict, mismatches),
    evidence: evidenceText(findings),
    aboutTrace: describeTrace(findings),
    trace: lines.length === 0 ? null : lines.join('\n'),
    interpretation:
      findings.interpretation.length === 0 ? null : numberedSteps(findings.interpretation, RUN_FILES.html),
    alternatives: alternativesText(findings),
    unknowns: unknownsText(findings),
    environment: labelled(environmentRows(run, findings, input.dmesg)),
    phases: run.phases.length === 0 ? null : labelled(phaseRows(run, findings.verdict)),
    sections: beyond?.sections ?? [],
    artifacts: artifactText(input.artifacts),
    disclosure: disclosure(run, run.phases.length, 'phase'),
    regzbot: regzbotText(input),
    link: concernsKernel(findings.verdict) ? `https://lore.kernel.org/all/${input.messageId}/` : null,
    addressee: describeAddressee(findings.verdict),
  });
}
