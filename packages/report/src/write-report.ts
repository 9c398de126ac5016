import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Findings,
  LabError,
  RUN_FILES,
  readCommandRunContents,
  readFailedGuestContents,
  readFindings,
  readRunContents,
  readRunKind,
} from '@uringlab/schema';
import { renderCommandReport } from './command/render-command-report.ts';
import { renderGuestReport } from './guest/render-guest-report.ts';
import { toMboxrd } from './mail/mboxrd.ts';
import { type ReplyOptions, readThread } from './mail/thread.ts';
import { renderReport } from './render-report.ts';
import type { MailContext, ReportFiles } from './report-input.ts';

/** How the mail of a run is to be written. */
export interface ReportOptions extends ReplyOptions {
  /** Write report.mbox as well: the mail as a mailbox of one, mboxrd. */
  mbox?: boolean;
}

async function writeFileOf(path: string, text: string | Uint8Array): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (cause) {
    const full = (cause as NodeJS.ErrnoException).code === 'ENOSPC';
    throw new LabError(full ? 'E_NO_SPACE' : 'E_SYSTEM', `${path} cannot be written`, {
      cause,
      hint: full ? 'make room and run the command again' : 'the run directory has to be writable',
    });
  }
}

async function readAnalysis(directory: string): Promise<Findings> {
  try {
    return await readFindings(directory);
  } catch (cause) {
    if (!existsSync(join(directory, RUN_FILES.findings)))
      throw new LabError('E_RUN_DAMAGED', `${directory} has no ${RUN_FILES.findings}`, {
        cause,
        hint: `run \`uringlab analyze ${directory}\` first`,
      });
    throw cause;
  }
}

async function render(directory: string, context: MailContext): Promise<ReportFiles> {
  const kind = await readRunKind(directory);
  if (kind === 'command') {
    const { run, dmesg } = await readCommandRunContents(directory);
    return renderCommandReport({ run, findings: await readAnalysis(directory), dmesg, ...context });
  }
  if (kind === 'guest-failure') {
    const { run } = await readFailedGuestContents(directory);
    return renderGuestReport({ run, findings: await readAnalysis(directory), ...context });
  }
  const { run, ops, mismatches, dmesg } = await readRunContents(directory);
  return renderReport({ run, findings: await readAnalysis(directory), mismatches, ops, dmesg, ...context });
}

/**
 * Writes report.txt, report.eml, report.html, and repro.c and repro.fio where there are any, into a run
 * directory that has findings.json; report.mbox when it is asked for. What an earlier report has written and no
 * longer applies is removed. Returns the names written. Throws E_RUN_DAMAGED, E_NO_SPACE, E_SYSTEM, and E_USAGE
 * for options that make no mail.
 */
export async function writeReport(directory: string, options: ReportOptions = {}): Promise<string[]> {
  const files = await render(directory, { thread: readThread(options) });
  const contents: [name: string, text: string | Uint8Array | null][] = [
    [RUN_FILES.mailText, files.mailText],
    [RUN_FILES.mail, files.mail],
    [RUN_FILES.mailbox, options.mbox === true ? toMboxrd(Buffer.from(files.mail), files.date) : null],
    [RUN_FILES.html, files.html],
    [RUN_FILES.reproducer, files.reproducer],
    [RUN_FILES.fioJob, files.fioJob],
  ];
  const names: string[] = [];
  for (const [name, text] of contents) {
    if (text === null) {
      await rm(join(directory, name), { force: true });
    } else {
      await writeFileOf(join(directory, name), text);
      names.push(name);
    }
  }
  return names;
}
