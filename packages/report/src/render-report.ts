import { createHash } from 'node:crypto';
import { RUN_FILES } from '@uringlab/schema';
import { boundFindings } from './bound-findings.ts';
import { describeText } from './describe-text.ts';
import { renderPage } from './html/page.ts';
import type { Beyond } from './mail/beyond.ts';
import { renderBody } from './mail/body.ts';
import { maintainedFiles } from './mail/maintained-files.ts';
import { recipientsHint, serializeMessage } from './mail/message.ts';
import { subjectInThread, type Thread } from './mail/thread.ts';
import type { ReportFiles, ReportInput } from './report-input.ts';
import { renderReproducers, reproducerArtifacts } from './reproducer/forms.ts';
import { chooseParameters } from './reproducer/parameters.ts';
import { putExampleFirst } from './text/example-mismatch.ts';
import { makePrintable } from './text/plain-text.ts';
import { subject } from './text/subject.ts';

/** Known before the mail is written, so that the mail can name its own place in the archive. */
export function makeMessageId(
  id: string,
  date: Date,
  thread: Thread | null,
  beyond: Beyond | null = null,
): string {
  // An answer is another mail than the one that begins a thread, also of the same run.
  const answer =
    thread === null ? '' : `.${createHash('sha256').update(thread.parent).digest('hex').slice(0, 8)}`;
  // So is that on a bisection or a comparison, which takes one of its runs for an example.
  const kind = beyond === null ? '' : `.${beyond.name}`;
  return `${date.toISOString().replace(/\D/g, '')}.${id}${kind}${answer}@uringlab.invalid`;
}

/**
 * Everything that is written about a run. Pure: the same input gives the same bytes. Strings of the run are
 * shown as they are, except that control and format characters become visible and very long ones are cut.
 */
export function renderReport(input: ReportInput): ReportFiles {
  const run = makePrintable(input.run);
  const findings = boundFindings(input.findings);
  const mismatches = putExampleFirst(findings, input.mismatches);
  const clean: ReportInput = { ...input, run, findings, mismatches };
  const date = input.now ?? new Date(run.createdAt);
  const thread = input.thread ?? null;
  const beyond = input.beyond ?? null;
  const messageId = makeMessageId(run.id, date, thread, beyond);
  const own = subject(run, findings, beyond?.isRegression === true);
  const line = subjectInThread(own, thread);
  const recipients = recipientsHint(maintainedFiles(run.testbed.filesystem, findings), beyond);

  const forms = renderReproducers(chooseParameters(clean));
  const written = [...run.artifacts, ...reproducerArtifacts(forms)];
  const mailText = renderBody({
    run,
    findings,
    mismatches,
    dmesg: input.dmesg,
    reproducer: forms.reproducer,
    exit: forms.exit,
    artifacts: written,
    messageId,
    subject: own,
    beyond,
  });
  const mail = serializeMessage({ subject: line, date, messageId, comments: recipients, thread }, mailText);
  const html = renderPage({
    ...clean,
    subject: line,
    ...forms,
    recipients,
    artifacts: [...written, describeText(RUN_FILES.mailText, mailText), describeText(RUN_FILES.mail, mail)],
  });
  return { mailText, mail, date, html, ...forms };
}
