import { type Artifact, type CommandRun, type Findings, RUN_FILES } from '@uringlab/schema';
import type { Beyond } from '../mail/beyond.ts';
import {
  describeAddressee,
  describeReproducer,
  describeTrace,
  disclosure,
  renderMailText,
} from '../mail/body.ts';
import type { ExitMeaning } from '../reproducer/program.ts';
import { alternativesText, unknownsText } from '../text/alternatives.ts';
import { artifactText } from '../text/environment.ts';
import { evidenceText } from '../text/evidence.ts';
import { numberedSteps } from '../text/fold-repeats.ts';
import { concernsKernel } from '../text/kernels-part.ts';
import { traceLines } from '../text/trace-excerpt.ts';
import { labelled, labelledLines, paragraph } from '../text/wrap.ts';
import { commandEnvironment, commandFacts, invocationRows } from './command-rows.ts';
import { commandImpact, commandOpening } from './command-summary.ts';
import { repeatCommand } from './describe-command.ts';

export interface CommandBodyInput {
  run: CommandRun;
  findings: Findings;
  dmesg: string;
  /** The program, or why there is none. */
  reproducer: { program: string; exit: ExitMeaning } | { reason: string };
  artifacts: readonly Artifact[];
  /** Without the angle brackets. */
  messageId: string;
  /** Where the run is one of a comparison. */
  beyond: Beyond | null;
}

/** The body of the mail on a command, in the order in which a maintainer decides whether to go on reading. */
export function renderCommandBody(input: CommandBodyInput): string {
  const { run, findings, reproducer, beyond } = input;
  const lines = traceLines(findings, RUN_FILES.html);
  const phases = invocationRows(run);
  return renderMailText({
    opening: paragraph(commandOpening(run, findings)),
    impact: paragraph([commandImpact(run, findings), ...(beyond?.sentences ?? [])].join(' ')),
    facts: labelledLines(commandFacts(run, findings, beyond?.rows ?? null)),
    aboutReproducer:
      'program' in reproducer
        ? describeReproducer(run, reproducer.exit)
        : paragraph(`${reproducer.reason} The run is repeated by: ${repeatCommand(run)}`),
    reproducer: 'program' in reproducer ? reproducer.program.trimEnd() : null,
    bytes: null,
    evidence: evidenceText(findings),
    aboutTrace: describeTrace(findings),
    trace: lines.length === 0 ? null : lines.join('\n'),
    interpretation:
      findings.interpretation.length === 0 ? null : numberedSteps(findings.interpretation, RUN_FILES.html),
    alternatives: alternativesText(findings),
    unknowns: unknownsText(findings),
    environment: labelled(commandEnvironment(run, findings, input.dmesg)),
    phases: phases.length === 0 ? null : labelled(phases),
    sections: beyond?.sections ?? [],
    artifacts: artifactText(input.artifacts),
    disclosure: disclosure(run, run.invocations.length, 'run'),
    regzbot: null,
    link: concernsKernel(findings.verdict) ? `https://lore.kernel.org/all/${input.messageId}/` : null,
    addressee: describeAddressee(findings.verdict),
  });
}
