import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { field, parseMail } from '@uringlab/report';
import { type Findings, LabError, RUN_FILES, readFindings } from '@uringlab/schema';

/** What a bug is told of a run. */
export interface RunForBug {
  id: string;
  findings: Findings;
  /** Subject of the mail. */
  subject: string;
  /** The mail's text. */
  text: string;
  /** `uname -r` of the kernel that was run. */
  release: string | null;
}

function missing(directory: string, name: string, cause: unknown): LabError {
  return new LabError('E_RUN_DAMAGED', `${directory} has no ${name}`, {
    hint: `run \`uringlab analyze ${directory}\` and \`uringlab report ${directory}\` first`,
    cause,
  });
}

/** Throws E_RUN_DAMAGED when the run was not analysed and reported yet. */
export async function readRunForBug(directory: string): Promise<RunForBug> {
  const read = (name: string): Promise<string> =>
    readFile(join(directory, name), 'utf8').catch((cause: unknown) => {
      throw missing(directory, name, cause);
    });
  const findings = await readFindings(directory);
  const run = JSON.parse(await read(RUN_FILES.run)) as { id?: unknown; environment?: { release?: unknown } };
  const mail = parseMail(Buffer.from(await read(RUN_FILES.mail)));
  const release = run.environment?.release;
  return {
    id: typeof run.id === 'string' ? run.id : (findings.run ?? 'unknown'),
    findings,
    subject: field(mail, 'subject') ?? '',
    text: await read(RUN_FILES.mailText),
    release: typeof release === 'string' ? release : null,
  };
}
