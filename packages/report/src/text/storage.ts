import { formatResult, type Look, type Mismatch, type Run, type Verdict } from '@uringlab/schema';

type Medium = 'buffered' | 'direct';

/** ` (the first 16 of each phase)`, where that is what was kept. */
function describeKept(run: Run, mismatches: readonly Mismatch[]): string {
  const kept = run.phases.map((_, index) => mismatches.filter(({ phase }) => phase === index).length);
  const most = Math.max(...kept);
  const isFirst = run.phases.every((phase, index) => kept[index] === Math.min(most, phase.mismatches));
  return isFirst ? ` (the first ${most} of each phase)` : '';
}

/** `In the 32 of 2048 failing ranges that were read again`: not all are. */
export function describeReadAgain(run: Run, mismatches: readonly Mismatch[]): string {
  const failed = run.phases.reduce((sum, phase) => sum + phase.mismatches, 0);
  const kept = run.mismatchesRecorded;
  if (kept >= failed)
    return `In ${kept === 1 ? 'the failing range' : `all ${kept} failing ranges`}, read again`;
  if (kept === 1) return `In the one of ${failed} failing ranges that was read again`;
  return `In the ${kept} of ${failed} failing ranges that were read again${describeKept(run, mismatches)}`;
}

const RIGHT = 'holds what was last written';
const COUNTED = 'holds what the counts say was written';
const UNSEEN = 'was not compared';
/** Of both together, for the two states that people read most. */
const PLURAL: Readonly<Record<string, string>> = {
  [RIGHT]: 'hold what was last written',
  [COUNTED]: 'hold what the counts say was written',
  [UNSEEN]: 'were not compared',
};

function describeMedium(right: boolean | null, looks: readonly Look[], isRight: string): string {
  const failed = looks.find((look) => look.result < 0);
  if (right === null)
    return failed === undefined ? UNSEEN : `could not be read (${formatResult(failed.result)})`;
  const kept = right ? isRight : isRight.replace('holds', 'does not hold');
  return failed === undefined ? kept : `${kept}, as far as it can be read`;
}

/**
 * What page cache and disk hold, in one sentence. `where` is what they were compared in; a bare trace has no
 * such ranges.
 */
export function describeStorage(
  { class: found, pageCacheRight, diskRight }: Verdict,
  where = '',
  mismatches: readonly Mismatch[] = [],
): string {
  const looks = (medium: Medium): Look[] => mismatches.flatMap((mismatch) => mismatch.looks[medium] ?? []);
  // Behind the count there is something else, and nobody has said that it was written.
  const isRight = found === 'unhandled-short-write' ? COUNTED : RIGHT;
  const cache = describeMedium(pageCacheRight, looks('buffered'), isRight);
  const disk = describeMedium(diskRight, looks('direct'), isRight);
  const state =
    cache === disk && disk in PLURAL
      ? `page cache and disk ${PLURAL[disk]}`
      : `the page cache ${cache}; the disk ${disk}`;
  return where === ''
    ? `${state.replace(/^[pt]/, (letter) => letter.toUpperCase())}.`
    : `${where}, ${state}.`;
}
