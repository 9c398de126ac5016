import { formatResult, type Look, type Mismatch } from '@uringlab/schema';

type LookName = 'buffered' | 'direct';

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

/**
 * Says in words that a look brought nothing but the right bytes, which is the test that rules a layer out:
 * `32 of 32 failing ranges give the bytes last written there`. Undefined when no look brought a byte.
 */
export function describeRight(mismatches: readonly Mismatch[], name: LookName): string | undefined {
  const looks = mismatches.flatMap((mismatch) => mismatch.looks[name] ?? []);
  const whole = looks.filter((look) => look.right).length;
  const partial = looks.filter((look) => look.result < 0 && arrivedBytes(look) > 0 && !isWrong(look));
  const first = partial[0];
  if (whole === 0 && first === undefined) return undefined;
  const parts: string[] = [];
  if (whole > 0)
    parts.push(`${whole} of ${mismatches.length} failing ranges give the bytes last written there`);
  if (first !== undefined) {
    parts.push(
      `${partial.length} of ${mismatches.length} failing ranges give the right bytes as far as they can be read, ` +
        `${arrivedBytes(first)} and then ${formatResult(first.result)}`,
    );
  }
  const rest = mismatches.length - whole - partial.length;
  if (rest > 0) parts.push(`${rest} could not be read at all`);
  return parts.join('; ');
}
