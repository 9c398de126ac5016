import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError, RUN_FILES } from '@uringlab/schema';
import { toMboxrd } from './mail/mboxrd.ts';
import type { ReportFiles } from './report-input.ts';
import { reproducerFiles } from './reproducer/forms.ts';

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

/** Writes each file that has a text, and removes the others. Returns the names written. Throws E_NO_SPACE, E_SYSTEM. */
export async function writeFiles(
  directory: string,
  contents: Readonly<Record<string, string | Uint8Array | null>>,
): Promise<string[]> {
  const names: string[] = [];
  for (const [name, text] of Object.entries(contents)) {
    if (text === null) {
      await rm(join(directory, name), { force: true });
    } else {
      await writeFileOf(join(directory, name), text);
      names.push(name);
    }
  }
  return names;
}

/** The files of a report by their names; those without contents are not there. */
export function reportContents(
  files: Omit<ReportFiles, 'html'> & { html: string | null },
  mbox: boolean,
): Record<string, string | Uint8Array | null> {
  return {
    [RUN_FILES.mailText]: files.mailText,
    [RUN_FILES.mail]: files.mail,
    [RUN_FILES.mailbox]: mbox ? toMboxrd(Buffer.from(files.mail), files.date) : null,
    [RUN_FILES.html]: files.html,
    ...reproducerFiles(files),
  };
}
