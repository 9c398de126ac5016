import {
  describeLook,
  type Evidence,
  formatHex,
  formatResult,
  type Look,
  type Mismatch,
  type Run,
} from '@uringlab/schema';
import type { CaseFile } from '../case-file.ts';
import type { Judgement } from './rule.ts';

type LookName = 'buffered' | 'direct';

/** What is known of a run whose requests are not: the failing ranges that were read again, and how many failed. */
export interface LooksCase extends Pick<CaseFile, 'run' | 'mismatches' | 'unwritten'> {
  tally: Pick<CaseFile['tally'], 'mismatched'>;
}

/** So many tell what there is to be told; all are in mismatches.jsonl. */
const MOST_TOLD = 4;

/** Bytes that arrived before the look ended, well or in an error. */
export function arrivedBytes(look: Look): number {
  return look.ranges.at(-1)?.end ?? 0;
}

function isWrong(look: Look): boolean {
  return look.result >= 0 ? !look.right : look.ranges.some((range) => range.class !== 'right');
}

/** The mismatches on which a look brought wrong bytes. */
export function wrongIn(mismatches: readonly Mismatch[], name: LookName): Mismatch[] {
  return mismatches.filter(({ looks }) => looks[name] !== undefined && isWrong(looks[name]));
}

/** `32 failing ranges looked at, of 2048`: not every mismatch is kept with its bytes. */
export function countLookedAt({ mismatches, tally }: LooksCase): string {
  const all = mismatches.length === tally.mismatched ? '' : `, of ${tally.mismatched}`;
  return `${mismatches.length} failing ranges looked at${all}`;
}

/** What a rule of looks makes of a run without one. */
export function judgeUnlooked({ tally }: LooksCase): Judgement {
  if (tally.mismatched === 0) return { holds: 'moot' };
  return { holds: 'unknown', missing: `none of ${tally.mismatched} failing ranges was read again` };
}

/**
 * Says in words that a look brought nothing but the right bytes, which is the test that rules a layer out.
 * Undefined when no look brought a byte.
 */
export function describeRight(subject: LooksCase, name: LookName): string | undefined {
  const { mismatches } = subject;
  const looks = mismatches.flatMap((mismatch) => mismatch.looks[name] ?? []);
  const whole = looks.filter((look) => look.right).length;
  const partial = looks.filter((look) => look.result < 0 && arrivedBytes(look) > 0 && !isWrong(look));
  const first = partial[0];
  if (whole === 0 && first === undefined) return undefined;
  const parts: string[] = [];
  if (whole > 0)
    parts.push(`${whole === mismatches.length ? 'all' : whole} give the bytes last written there`);
  if (first !== undefined) {
    parts.push(
      `${partial.length === mismatches.length ? 'all' : partial.length} give the right bytes as far as they can be read, ` +
        `${arrivedBytes(first)} and then ${formatResult(first.result)}`,
    );
  }
  const rest = mismatches.length - whole - partial.length;
  if (rest > 0) parts.push(`${rest} could not be read at all`);
  return `${countLookedAt(subject)}: ${parts.join('; ')}`;
}

/** What a look brought in each of the first mismatches, as evidence. */
export function listLooks(mismatches: readonly Mismatch[], name: LookName, run: Run): Evidence[] {
  return mismatches.slice(0, MOST_TOLD).flatMap(({ offset, length, looks }) => {
    const look = looks[name];
    if (look === undefined) return [];
    const place = `${name} pread at ${formatHex(offset)} + ${length}`;
    return [{ source: 'look', text: `${place}: ${describeLook(look, run)}` }];
  });
}
