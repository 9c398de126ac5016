import { type Look, type Mismatch, SECTOR_BYTES } from '@uringlab/schema';
import type { CaseFile } from '../case-file.ts';
import { arrivedBytes, listLooks } from './looks.ts';
import type { Rule } from './rule.ts';

type LookName = 'buffered' | 'direct';

/** Whether a look after a short write has all that its count says was written. The last sector of it may be of two writes. */
function hasCounted(look: Look, { total }: Mismatch): boolean {
  if (arrivedBytes(look) < total) return false;
  return look.ranges.every(
    ({ class: kind, start }) => kind === 'right' || start >= total - (total % SECTOR_BYTES),
  );
}

/** The short writes of which a look does not have what the count says. */
export function missingIn(unwritten: readonly Mismatch[], name: LookName): Mismatch[] {
  return unwritten.filter((mismatch) => {
    const look = mismatch.looks[name];
    return look !== undefined && look.result >= 0 && !hasCounted(look, mismatch);
  });
}

/** Whether a layer has what the counts say; null where it was not looked at. */
export function holdsCounted(unwritten: readonly Mismatch[], name: LookName): boolean | null {
  if (missingIn(unwritten, name).length > 0) return false;
  return unwritten.some(({ looks }) => (looks[name]?.result ?? -1) >= 0) ? true : null;
}

export const countedDataMissing: Rule<Pick<CaseFile, 'run' | 'unwritten'>> = {
  claim: 'Data is missing that the count of a short write says was written',
  judge({ run, unwritten }) {
    if (unwritten.length === 0) return { holds: 'moot' };
    const missing = missingIn(unwritten, 'direct');
    const layer: LookName = missing.length > 0 ? 'direct' : 'buffered';
    const wrong = missing.length > 0 ? missing : missingIn(unwritten, 'buffered');
    if (wrong.length === 0) {
      const looked = (['buffered', 'direct'] as const).filter((name) => holdsCounted(unwritten, name));
      if (looked.length === 0)
        return { holds: 'unknown', missing: 'no read of a file that was written short brought a byte' };
      return {
        holds: 'no',
        excludedBy: `${looked.join(' and ')} pread after ${unwritten.length} short writes: all bytes up to the count are there`,
      };
    }
    return {
      holds: 'yes',
      charge: {
        culprit: 'unknown',
        class: layer === 'direct' ? 'wrong-data-on-disk' : 'page-cache-differs-from-disk',
        trigger: null,
        title: 'unknown: data inside the count of a write is missing',
        sentence: `After ${wrong.length} of ${unwritten.length} short writes looked at, a ${layer} read does not bring what the count says was written.`,
        confidence: 'high',
        fault: true,
        evidence: listLooks(wrong, layer, run),
        fixedBy: null,
      },
    };
  },
};
