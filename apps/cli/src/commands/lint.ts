import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { isReady, type LintFinding, lintMail, makePrintable } from '@uringlab/report';
import { LabError } from '@uringlab/schema';
import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import { findInput } from '../input-path.ts';
import { parsePath } from '../parse-arguments.ts';

async function readMail(path: string): Promise<Uint8Array> {
  if (path === '-') return buffer(process.stdin);
  const hint = 'name a mail, such as report.eml of a run';
  if (!(await findInput(path, hint)).isFile())
    throw new LabError('E_PATH', `${path} is not a file`, { hint });
  return readFile(path);
}

/** `report.eml:14: E10: commit 227c0c9: 12 digits or more`, as compilers say it. */
function formatFinding(path: string, { rule, severity, line, text }: LintFinding): string {
  return `${path}${line === null ? '' : `:${line}`}: ${severity}${rule}: ${makePrintable(text)}\n`;
}

export function addLint(program: Command, context: CommandContext): void {
  program
    .command('lint')
    .description(
      'what kernel mailing lists ask of a report, checked on a mail of anybody: exit 1 when it breaks a rule that keeps it from being sent',
    )
    .argument('<mail>', 'a mail with its header, or - for standard input', parsePath)
    .option('--json', 'one JSON object on stdout')
    .action(async (path: string, { json }: { json?: boolean }) => {
      const findings = lintMail(await readMail(path));
      const ready = isReady(findings);
      process.stdout.write(
        json === true
          ? `${JSON.stringify({ ready, findings })}\n`
          : findings.map((finding) => formatFinding(path, finding)).join(''),
      );
      context.exitStatus = ready ? 0 : 1;
    });
}
