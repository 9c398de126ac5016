import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { requireGuestScenario, type Scenario } from '@uringlab/reproducer';
import { LabError, RUN_FILES } from '@uringlab/schema';
import { Journal } from '@uringlab/undo';
import { boot, type FoundDefinition, findDefinition, GuestError, openCache } from '@uringlab/vm';
import type { CommandContext } from '../../context.ts';
import type { Progress } from '../../terminal/progress.ts';
import type { ReproduceOptions } from './reproduce-options.ts';
import { type GuestStep, type GuestWork, type InGuest, type LabDisk, workInGuest } from './work-in-guest.ts';

/** The first disk of the definition, with the file system that was asked for instead of its own. */
function chooseDisk({ definition }: FoundDefinition, filesystem: ReproduceOptions['fs']): LabDisk {
  const disk = definition.disks[0];
  const made = filesystem ?? (disk?.filesystem === 'none' ? undefined : disk?.filesystem);
  if (disk === undefined || made === undefined) {
    throw new LabError('E_VM_DEFINITION', `${definition.name} has no disk with a file system`, {
      hint: disk === undefined ? 'give it one under `disks`' : 'name one with --fs',
    });
  }
  // Options of mkfs are those of one file system.
  return { ...disk, filesystem: made, mkfs: made === disk.filesystem ? disk.mkfs : [] };
}

/** What a guest had said that never answered is kept where the run was to be. */
async function keepConsole(directory: string, error: GuestError): Promise<LabError> {
  const path = join(directory, RUN_FILES.console);
  await mkdir(directory, { recursive: true });
  await writeFile(path, error.consoleText);
  const hint = [error.hint, `the console: ${path}`].filter((part) => part !== undefined).join('; ');
  return new LabError(error.code, error.message, { hint, cause: error.cause });
}

/**
 * Boots a test machine, does the steps in it, and ends it whatever becomes of them. What came of a step is given to `ended`.
 *
 * @throws what boot() of packages/vm throws, with the console in the first directory when the guest said anything; E_VM_DEFINITION for a
 *   machine without a disk; what workInGuest() throws
 */
export async function withGuest<T>(
  name: string,
  scenario: Scenario,
  steps: readonly GuestStep[],
  options: ReproduceOptions,
  { signal }: CommandContext,
  progress: Progress,
  work: GuestWork<T>,
  ended: (outcome: InGuest<T>) => Promise<void>,
): Promise<void> {
  const found = await findDefinition(name);
  const disk = chooseDisk(found, options.fs);
  requireGuestScenario(scenario, disk.filesystem);
  const journal = await Journal.open();
  try {
    const guest = await boot(found, {
      cache: await openCache(),
      journal,
      signal,
      progress: (text) => progress.say(text),
      disks: [disk, ...found.definition.disks.slice(1)],
      commandLine: options.append ?? [],
      workDirectory: options.work,
    });
    progress.say(`${found.definition.name} answers after ${(guest.description.bootMs / 1000).toFixed(1)} s`);
    try {
      await workInGuest(guest, found, disk.filesystem, progress, steps, work, ended);
    } finally {
      await guest.close();
    }
  } catch (error) {
    throw error instanceof GuestError ? await keepConsole(steps[0]?.out ?? '.', error) : error;
  } finally {
    await journal.undoAll();
  }
}
