import { RUN_FILES } from '@uringlab/schema';
import { boundFindings } from '../bound-findings.ts';
import { describeText } from '../describe-text.ts';
import { maintainedFiles } from '../mail/maintained-files.ts';
import { recipientsHint, serializeMessage } from '../mail/message.ts';
import { subjectInThread } from '../mail/thread.ts';
import { makeMessageId } from '../render-report.ts';
import type { ReportFiles } from '../report-input.ts';
import { renderReproducers, reproducerArtifacts } from '../reproducer/forms.ts';
import { makePrintable } from '../text/plain-text.ts';
import { subjectLine } from '../text/subject.ts';
import { renderCommandBody } from './command-body.ts';
import { renderCommandPage } from './command-page.ts';
import { chooseCommandParameters } from './command-parameters.ts';
import type { CommandReportInput } from './command-report-input.ts';
import { programName } from './describe-command.ts';

/** Everything that is written about a run of a command. Pure, as `renderReport` is. */
export function renderCommandReport(input: CommandReportInput): ReportFiles {
  const run = makePrintable(input.run);
  const findings = boundFindings(input.findings);
  const { dmesg } = input;
  const date = input.now ?? new Date(run.createdAt);
  const thread = input.thread ?? null;
  const beyond = input.beyond ?? null;
  const messageId = makeMessageId(run.id, date, thread, beyond);
  const name = programName(run);
  const line = subjectInThread(subjectLine(findings.verdict, name, name), thread);
  const recipients = recipientsHint(maintainedFiles('', findings));

  const parameters = chooseCommandParameters({ ...input, run, findings });
  const forms = renderReproducers(typeof parameters === 'string' ? null : parameters);
  const reason = typeof parameters === 'string' ? parameters : '';
  const artifacts = [...run.artifacts, ...reproducerArtifacts(forms)];
  const mailText = renderCommandBody({
    run,
    findings,
    dmesg,
    reproducer:
      forms.reproducer === null || forms.exit === null
        ? { reason }
        : { program: forms.reproducer, exit: forms.exit },
    artifacts,
    messageId,
    beyond,
  });
  const mail = serializeMessage({ subject: line, date, messageId, comments: recipients, thread }, mailText);
  const html = renderCommandPage({
    run,
    findings,
    dmesg,
    subject: line,
    ...forms,
    recipients,
    noReproducer: reason,
    artifacts: [...artifacts, describeText(RUN_FILES.mailText, mailText), describeText(RUN_FILES.mail, mail)],
  });
  return { mailText, mail, date, html, ...forms };
}
