import type { Confidence, GuestFailureCode, Verdict } from '@uringlab/schema';

/** What is to be said of a way in which a guest fails. */
export interface FailureKind extends Pick<Verdict, 'class' | 'culprit' | 'title' | 'fault'> {
  /** Goes on with `: ` and what the kernel said. */
  what: string;
  confidence: Confidence;
  unknowns: readonly string[];
}

const NOT_JUDGED = 'What the reads of the run would have shown: it was not finished, and is not judged.';

export const FAILURE_KINDS: Readonly<Record<GuestFailureCode, FailureKind>> = {
  E_GUEST_PANIC: {
    ...{
      class: 'kernel-crash',
      culprit: 'kernel',
      title: 'kernel panic',
      fault: true,
      confidence: 'certain',
    },
    what: "The guest's kernel panicked",
    unknowns: [NOT_JUDGED],
  },
  E_GUEST_OOPS: {
    ...{ class: 'kernel-crash', culprit: 'kernel', title: 'kernel oops', fault: true, confidence: 'certain' },
    what: "The guest's kernel ran into a bug of its own",
    unknowns: [NOT_JUDGED],
  },
  E_GUEST_STALL: {
    ...{ class: 'kernel-stall', culprit: 'kernel', title: 'kernel stuck', fault: true, confidence: 'high' },
    what: "The guest's kernel says that it is stuck",
    unknowns: [NOT_JUDGED],
  },
  E_GUEST_LOCKDEP: {
    ...{ class: 'kernel-lock-order', culprit: 'kernel', title: 'possible deadlock in the kernel' },
    ...{ fault: true, confidence: 'high' },
    what: "The guest's lock checker found a possible deadlock",
    unknowns: [NOT_JUDGED],
  },
  E_GUEST_TIMEOUT: {
    ...{
      class: 'guest-lost',
      culprit: 'unknown',
      title: 'guest hung, or too slow',
      fault: null,
      confidence: 'low',
    },
    what: 'The guest did not come to its end in its time',
    unknowns: [
      'Whether the guest hung or was slow: console.txt ends with the registers of its CPUs.',
      NOT_JUDGED,
    ],
  },
  E_GUEST_FLOOD: {
    ...{
      class: 'guest-lost',
      culprit: 'unknown',
      title: 'guest flooded its console',
      fault: null,
      confidence: 'low',
    },
    what: 'The guest wrote more to its console than is kept',
    unknowns: [NOT_JUDGED],
  },
  E_GUEST_GONE: {
    ...{ class: 'guest-lost', culprit: 'unknown', title: 'guest went away', fault: null, confidence: 'low' },
    what: 'The guest ended while it was needed',
    unknowns: ['Whether the guest or QEMU ended it: nothing on its console says so.', NOT_JUDGED],
  },
  E_GUEST_NO_SPACE: {
    ...{ class: 'guest-out-of-space', culprit: 'nobody', title: 'disk of the guest full', fault: null },
    confidence: 'certain',
    what: 'The disk of the guest has no room for the run',
    unknowns: [NOT_JUDGED],
  },
};
