import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from '@uringlab/schema';
import { type JournalContents, JournalWriter, readJournalFile } from './journal-file.ts';
import type { Made, UndoProblem } from './made.ts';
import { readBootId, readProcess } from './process.ts';
import { openStateDirectory } from './state-directory.ts';
import { undoEntries } from './undo-entries.ts';

/** PID-STARTTIME-RANDOM.jsonl */
const JOURNAL_NAME = /^(\d+)-(\d+)-[0-9a-f]+\.jsonl$/;

/**
 * Undoes what dead labs left: those whose process is gone, or whose pid is somebody else's by now, or who ran
 * before the last boot (then only directories can be left). A living lab's things, and whatever is in no journal,
 * are not touched. `alive` counts the journals of living labs. Throws E_PATH when the state directory is not to be trusted.
 */
export async function cleanAbandoned(
  options: { stateDirectory?: string } = {},
): Promise<{ undone: Made[]; problems: UndoProblem[]; alive: number }> {
  const directory = await openStateDirectory(options.stateDirectory);
  const bootId = await readBootId();
  const result = { undone: [] as Made[], problems: [] as UndoProblem[], alive: 0 };
  for (const name of (await readdir(directory)).sort()) {
    const [, pid, startTime] = JOURNAL_NAME.exec(name) ?? [];
    if (pid === undefined || startTime === undefined) continue;
    const path = join(directory, name);
    const contents = readIfThere(path);
    if (contents === undefined) continue;
    const earlierBoot = contents.header !== undefined && contents.header.bootId !== bootId;
    if (!earlierBoot && (await readProcess(Number(pid)))?.startTime === startTime) result.alive++;
    else await cleanJournal(path, contents, earlierBoot, result);
  }
  return result;
}

async function cleanJournal(
  path: string,
  contents: JournalContents,
  earlierBoot: boolean,
  result: { undone: Made[]; problems: UndoProblem[] },
): Promise<void> {
  const writer = new JournalWriter(path, 'a');
  const left = openEntries(contents, earlierBoot);
  const problems = await undoEntries(left, (id, made) => {
    writer.append({ undone: id });
    result.undone.push(made);
  });
  for (const line of contents.damagedLines) {
    const error = new LabError('E_SYSTEM', `${path}, line ${line}: not a journal entry`, {
      hint: `see whether what the line names is still there, then remove ${path}`,
    });
    problems.push({ made: null, error });
  }
  result.problems.push(...problems);
  if (problems.length === 0) writer.remove();
  else writer.close();
}

function openEntries(contents: JournalContents, earlierBoot: boolean): Map<number, Made> {
  const open = new Map<number, Made>();
  for (const entry of contents.entries) {
    if ('undone' in entry) open.delete(entry.undone);
    else if (!earlierBoot || entry.made.kind === 'directory') open.set(entry.id, entry.made);
  }
  return open;
}

/** Another cleaner, or its own lab at its end, may remove a journal at any time. */
function readIfThere(path: string): JournalContents | undefined {
  try {
    return readJournalFile(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new LabError('E_SYSTEM', `${path} cannot be read`, { cause });
  }
}
