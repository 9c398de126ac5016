import { RUN_FILES } from '@uringlab/schema';
import { boundFindings } from '../bound-findings.ts';
import { maintainedFiles } from '../mail/maintained-files.ts';
import { recipientsHint, serializeMessage } from '../mail/message.ts';
import { subjectInThread } from '../mail/thread.ts';
import { describeText, makeMessageId } from '../render-report.ts';
import type { ReportFiles } from '../report-input.ts';
import { renderFioJob } from '../reproducer/fio-job.ts';
import { renderProgram } from '../reproducer/program.ts';
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
  const messageId = makeMessageId(run.id, date, thread);
  const name = programName(run);
  const line = subjectInThread(subjectLine(findings.verdict, name, name), thread);
  const recipients = recipientsHint(maintainedFiles('', findings));

  const parameters = chooseCommandParameters({ ...input, run, findings });
  const reproducer = typeof parameters === 'string' ? null : renderProgram(parameters);
  const fioJob = typeof parameters === 'string' ? null : renderFioJob(parameters);
  const reason = typeof parameters === 'string' ? parameters : '';
  const artifacts = [
    ...run.artifacts,
    ...(reproducer === null ? [] : [describeText(RUN_FILES.reproducer, reproducer)]),
    ...(fioJob === null ? [] : [describeText(RUN_FILES.fioJob, fioJob)]),
  ];
  const mailText = renderCommandBody({
    run,
    findings,
    dmesg,
    reproducer: reproducer === null ? { reason } : { program: reproducer },
    artifacts,
    messageId,
  });
  const mail = serializeMessage({ subject: line, date, messageId, comments: recipients, thread }, mailText);
  const html = renderCommandPage({
    run,
    findings,
    dmesg,
    subject: line,
    reproducer,
    fioJob,
    recipients,
    noReproducer: reason,
    artifacts: [...artifacts, describeText(RUN_FILES.mailText, mailText), describeText(RUN_FILES.mail, mail)],
  });
  return { mailText, mail, date, html, reproducer, fioJob };
}
