import { RUN_FILES } from '@uringlab/schema';
import { boundFindings } from '../bound-findings.ts';
import { describeText } from '../describe-text.ts';
import { describeAddressee, disclosure, renderMailText } from '../mail/body.ts';
import { maintainedFiles } from '../mail/maintained-files.ts';
import { recipientsHint, serializeMessage } from '../mail/message.ts';
import { subjectInThread } from '../mail/thread.ts';
import { makeMessageId } from '../render-report.ts';
import type { ReportFiles } from '../report-input.ts';
import { NO_REPRODUCERS } from '../reproducer/forms.ts';
import { alternativesText, unknownsText } from '../text/alternatives.ts';
import { artifactText } from '../text/environment.ts';
import { evidenceText } from '../text/evidence.ts';
import { concernsKernel } from '../text/kernels-part.ts';
import { makePrintable } from '../text/plain-text.ts';
import { subjectLine } from '../text/subject.ts';
import { labelled, labelledLines, paragraph } from '../text/wrap.ts';
import { renderGuestPage } from './guest-page.ts';
import type { GuestReportInput } from './guest-report-input.ts';
import { guestEnvironment, guestFacts, repeatGuestRun } from './guest-rows.ts';
import { guestImpact, guestOpening } from './guest-summary.ts';

function renderGuestBody({ run, findings }: GuestReportInput, messageId: string): string {
  const { verdict } = findings;
  return renderMailText({
    opening: paragraph(guestOpening(run, findings)),
    impact: paragraph(guestImpact(run, findings)),
    facts: labelledLines(guestFacts(run)),
    aboutReproducer: paragraph(
      `There is no standalone reproducer. The run is repeated by: ${repeatGuestRun(run)}`,
    ),
    reproducer: null,
    bytes: null,
    evidence: evidenceText(findings),
    aboutTrace: '',
    trace: null,
    interpretation: null,
    alternatives: alternativesText(findings),
    unknowns: unknownsText(findings),
    environment: labelled(guestEnvironment(run)),
    phases: null,
    sections: [],
    artifacts: artifactText(run.artifacts),
    disclosure: disclosure(run, 1, 'run'),
    regzbot: null,
    link: concernsKernel(verdict) ? `https://lore.kernel.org/all/${messageId}/` : null,
    addressee: describeAddressee(verdict),
  });
}

/** Everything that is written about a run whose guest failed. Pure, as `renderReport` is. */
export function renderGuestReport(input: GuestReportInput): ReportFiles {
  const run = makePrintable(input.run);
  const findings = boundFindings(input.findings);
  const date = input.now ?? new Date(run.createdAt);
  const thread = input.thread ?? null;
  const messageId = makeMessageId(run.id, date, thread);
  const place = `${run.scenario.name} on ${run.filesystem}`;
  const subject = subjectInThread(subjectLine(findings.verdict, place, place), thread);
  const recipients = recipientsHint(maintainedFiles(run.filesystem, findings));
  const mailText = renderGuestBody({ run, findings }, messageId);
  const mail = serializeMessage({ subject, date, messageId, comments: recipients, thread }, mailText);
  const html = renderGuestPage({
    run,
    findings,
    subject,
    ...NO_REPRODUCERS,
    recipients,
    artifacts: [
      ...run.artifacts,
      describeText(RUN_FILES.mailText, mailText),
      describeText(RUN_FILES.mail, mail),
    ],
  });
  return { mailText, mail, date, html, ...NO_REPRODUCERS };
}
