import { type GuestFailure, guestSite, type Site } from '@uringlab/reproducer';
import { type Disk, GuestFailureCodeSchema, LabError } from '@uringlab/schema';
import { type FoundDefinition, type Guest, GuestError } from '@uringlab/vm';
import type { Progress } from '../../terminal/progress.ts';
import { type GuestParameter, requireGuestParameter, setGuestParameter } from './guest-parameter.ts';

const DEVICE = '/dev/vda';

export type LabDisk = Disk & { filesystem: Exclude<Disk['filesystem'], 'none'> };

/** One of the runs in a boot: what is set before it, and where its directory is to be. */
export interface GuestStep {
  parameter: GuestParameter | null;
  out: string;
}

/** What came of a step: its result, or what is to be recorded of a guest that failed meanwhile. */
export type InGuest<T> = { step: GuestStep } & (
  | { kind: 'done'; result: T }
  | { kind: 'failed'; guest: Omit<GuestFailure, 'request'> }
);

/** What is done in a step. It is given what tells people how far it is. */
export type GuestWork<T> = (site: Site, say: (text: string) => void, step: GuestStep) => Promise<T>;

/** Why the guest failed: what its kernel or QEMU says counts for more than the error that the run ended in. */
async function failureOf(guest: Guest, error: unknown): Promise<unknown> {
  if (error instanceof GuestError) return error;
  return guest.requireSound().then(
    () => error,
    (failure: unknown) => failure,
  );
}

/** One step. A failure of the guest that is a finding is returned, any other error thrown. */
async function workStep<T>(
  guest: Guest,
  { definition }: FoundDefinition,
  filesystem: LabDisk['filesystem'],
  progress: Progress,
  step: GuestStep,
  work: GuestWork<T>,
): Promise<InGuest<T>> {
  const powerOn = performance.now() - guest.description.bootMs;
  const [madeBy] = guest.makers;
  const site = guestSite({
    agent: guest.agent,
    disk: { device: DEVICE, filesystem, ...(madeBy === undefined ? {} : { madeBy }) },
    vm: guest.description,
    events: definition.tracing.events,
    console: () => guest.consoleText,
    requireSound: () => guest.requireSound(),
  });
  let activity = '';
  const environment = await site.describeEnvironment();
  const say = (text: string): void => {
    activity = text;
    progress.say(text);
  };
  try {
    const result = await work({ ...site, describeEnvironment: async () => environment }, say, step);
    return { step, kind: 'done', result };
  } catch (error) {
    const failure = await failureOf(guest, error);
    const code =
      failure instanceof LabError ? GuestFailureCodeSchema.safeParse(failure.code).data : undefined;
    if (code === undefined) throw failure;
    const { message } = failure as LabError;
    return {
      step,
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
}

/**
 * The steps of a boot, one after the other; each is given to `ended` when it has. A guest that fails ends them.
 *
 * @throws E_GUEST_PARAMETER, before anything is run for a parameter that is not there; E_GUEST_GONE when steps were left to do
 */
export async function workInGuest<T>(
  guest: Guest,
  found: FoundDefinition,
  filesystem: LabDisk['filesystem'],
  progress: Progress,
  steps: readonly GuestStep[],
  work: GuestWork<T>,
  ended: (outcome: InGuest<T>) => Promise<void>,
): Promise<void> {
  const { agent } = guest;
  for (const { parameter } of steps) if (parameter !== null) await requireGuestParameter(agent, parameter);
  for (const [index, step] of steps.entries()) {
    if (step.parameter !== null) {
      progress.say(`in the same boot, with ${step.parameter.word}`);
      await setGuestParameter(agent, step.parameter);
    }
    const outcome = await workStep(guest, found, filesystem, progress, step, work);
    await ended(outcome);
    const next = steps[index + 1];
    if (outcome.kind === 'failed' && next !== undefined)
      throw new LabError(
        'E_GUEST_GONE',
        `nothing was run with ${next.parameter?.word}: the guest had failed`,
        {
          hint: 'what came of the run before is above',
        },
      );
  }
}
