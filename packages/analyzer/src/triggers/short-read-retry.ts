import type { Environment, Evidence, Verdict } from '@uringlab/schema';

/** First in 5.9: the ring itself asks for the rest of a short buffered read. */
export const SHORT_READ_RETRY: NonNullable<Verdict['fixedBy']> = {
  commit: '227c0c9673d8',
  subject: 'io_uring: internally retry short reads',
  release: '5.9',
};

/** A parameter that the lab's own kernel has (test-vms/patches): set, the retry is left out as before 5.9. */
const SWITCH = 'lab_no_short_retry';

/** `6.18.44-1` is 5.9 or later. Distribution kernels carry fixes under older numbers, so an older one says nothing. */
export function isRetryRelease(release: string): boolean {
  const [major = 0, minor = 0] = release.split('.').map((part) => Number.parseInt(part, 10));
  return major > 5 || (major === 5 && minor >= 9);
}

function isSwitchedOff({ ringParameters }: Pick<Environment, 'ringParameters'>): boolean {
  return ['Y', '1'].includes(ringParameters?.[SWITCH] ?? '');
}

/** Whether the ring of this kernel asks for the rest of a short buffered read itself. */
export function hasRetry(environment: Pick<Environment, 'release' | 'ringParameters'>): boolean {
  return isRetryRelease(environment.release) && !isSwitchedOff(environment);
}

/** Says so where the retry is there, and switched off: such a kernel is no release. */
export function describeSwitch(environment: Pick<Environment, 'release' | 'ringParameters'>): Evidence[] {
  if (!isSwitchedOff(environment)) return [];
  return [
    {
      source: 'ring',
      text:
        `the retry of short reads, which ${environment.release} has, is switched off in this kernel ` +
        `(io_uring.${SWITCH}=${environment.ringParameters?.[SWITCH]})`,
    },
  ];
}
