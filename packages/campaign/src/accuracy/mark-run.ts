import type { AccuracyMark, CampaignRun, Culprit, FaultClass } from '@uringlab/schema';

/** Who has a part in a class of fault; "unknown" is never a wrong answer. Of what is not named here a scenario cannot know it. */
const CULPRITS: Readonly<Partial<Record<FaultClass, Culprit>>> = {
  'unhandled-short-read': 'application',
  'unhandled-short-write': 'application',
  'retry-at-wrong-offset': 'application',
  'file-changed': 'application',
  'legal-short-read': 'nobody',
  'no-fault-found': 'nobody',
  'device-error': 'device',
  // The lab damages the device, or goes past the page cache, and the bytes do not say who did.
  'lost-write': 'unknown',
  'torn-write': 'unknown',
  'misdirected-write': 'unknown',
  'page-cache-differs-from-disk': 'unknown',
};

const HARMLESS: ReadonlySet<FaultClass> = new Set(['no-fault-found', 'legal-short-read']);

/** They need a request to come back short, which a fast device, or a kernel that asks for the rest itself, may spare it. */
const OF_TIMING: ReadonlySet<FaultClass> = new Set(['unhandled-short-read', 'retry-at-wrong-offset']);

export function isClean(expected: FaultClass | null): boolean {
  return expected !== null && HARMLESS.has(expected);
}

function hasWrongCulprit({ class: found, culprit }: CampaignRun): boolean {
  const expected = CULPRITS[found];
  return expected !== undefined && culprit !== undefined && culprit !== 'unknown' && culprit !== expected;
}

/** Where the kernel decides, either way is right. */
function isExpected(found: FaultClass, expected: FaultClass | null): boolean {
  return expected === null ? found === 'no-fault-found' || OF_TIMING.has(found) : found === expected;
}

/** What the verdict of a run is worth. */
export function markRun(run: CampaignRun, expected: FaultClass | null): AccuracyMark {
  if (isExpected(run.class, expected)) return hasWrongCulprit(run) ? 'other-culprit' : 'right';
  if (run.class === 'not-enough-evidence') return 'unclear';
  if (isClean(expected)) return run.fault === false ? 'other-class' : 'false-alarm';
  if (run.fault !== false) return 'other-class';
  const depends = expected !== null && OF_TIMING.has(expected);
  return depends && run.operations?.hits === 0 ? 'not-shown' : 'missed';
}
