import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type GuestFailure,
  guestSite,
  requireGuestScenario,
  type Scenario,
  type Site,
} from '@uringlab/reproducer';
import { type Disk, GuestFailureCodeSchema, LabError, RUN_FILES } from '@uringlab/schema';
import { Journal } from '@uringlab/undo';
import { boot, type FoundDefinition, findDefinition, type Guest, GuestError, openCache } from '@uringlab/vm';
import type { CommandContext } from '../../context.ts';
import type { Progress } from '../../terminal/progress.ts';
import type { ReproduceOptions } from './reproduce-options.ts';

const DEVICE = '/dev/vda';

/** What came of the work in a guest: its result, or what is to be recorded of a guest that failed meanwhile. */
export type InGuest<T> =
  | { kind: 'done'; result: T }
  | { kind: 'failed'; guest: Omit<GuestFailure, 'request'> };

type LabDisk = Disk & { filesystem: Exclude<Disk['filesystem'], 'none'> };

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

/** Why the guest failed: what its kernel or QEMU says counts for more than the error that the run ended in. */
async function failureOf(guest: Guest, error: unknown): Promise<unknown> {
  if (error instanceof GuestError) return error;
  return guest.requireSound().then(
    () => error,
    (failure: unknown) => failure,
  );
}

/** Works in a guest that answers, and ends it. A failure that is a finding is returned, any other error thrown. */
async function useGuest<T>(
  guest: Guest,
  { definition }: FoundDefinition,
  filesystem: LabDisk['filesystem'],
  progress: Progress,
  use: (site: Site, say: (text: string) => void) => Promise<T>,
): Promise<InGuest<T>> {
  const powerOn = performance.now() - guest.description.bootMs;
  const site = guestSite({
    agent: guest.agent,
    disk: { device: DEVICE, filesystem },
    vm: guest.description,
    events: definition.tracing.events,
    console: () => guest.consoleText,
    requireSound: () => guest.requireSound(),
  });
  let activity = '';
  try {
    const environment = await site.describeEnvironment();
    const say = (text: string): void => {
      activity = text;
      progress.say(text);
    };
    try {
      const result = await use({ ...site, describeEnvironment: async () => environment }, say);
      return { kind: 'done', result };
    } catch (error) {
      const failure = await failureOf(guest, error);
      const code =
        failure instanceof LabError ? GuestFailureCodeSchema.safeParse(failure.code).data : undefined;
      if (code === undefined) throw failure;
      const { message } = failure as LabError;
      return {
        kind: 'failed',
        guest: {
          environment,
          filesystem,
          console: failure instanceof GuestError ? failure.consoleText : guest.consoleText,
          failure: {
            code,
            message,
            line: failure instanceof GuestError ? (failure.line ?? null) : null,
            activity,
            afterSeconds: Math.round(performance.now() - powerOn) / 1000,
            limitSeconds: definition.timeoutSeconds,
          },
        },
      };
    }
  } finally {
    await guest.close();
  }
}

/**
 * Boots a test machine, and ends it whatever becomes of `use`. `use` is given what tells people how far it is.
 *
 * @throws what boot() of packages/vm throws, with the console in `directory` when the guest said anything; E_VM_DEFINITION for a machine
 *   without a disk
 */
export async function withGuest<T>(
  name: string,
  scenario: Scenario,
  directory: string,
  options: ReproduceOptions,
  { signal }: CommandContext,
  progress: Progress,
  use: (site: Site, say: (text: string) => void) => Promise<T>,
): Promise<InGuest<T>> {
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
    return await useGuest(guest, found, disk.filesystem, progress, use);
  } catch (error) {
    throw error instanceof GuestError ? await keepConsole(directory, error) : error;
  } finally {
    await journal.undoAll();
  }
}
