import { DASH, isBlank, skipFlags, skipHex, startsFlags, X, ZERO } from './letters.ts';

/** `dNs..`: 4 letters before Linux 5.12, 5 since, up to 8 in other trees; uprobe events print garbage there. */
const FEWEST = 3;
const MOST = 8;
/** `-0x5` is what `trace-cmd report -R` prints instead. */
const MOST_HEX = 4;

/** Where the column of flags at `at` ends; `at` itself when there is none. A blank follows the flags. */
export function scanFlags(bytes: Uint8Array, at: number, end: number): number {
  if (startsFlags(bytes[at])) {
    const stop = skipFlags(bytes, at + 1, end);
    const length = stop - at;
    return length >= FEWEST && length <= MOST && stop < end && isBlank(bytes[stop]) ? stop : at;
  }
  if (bytes[at] !== DASH || bytes[at + 1] !== ZERO || bytes[at + 2] !== X) return at;
  const stop = skipHex(bytes, at + 3, end);
  const digits = stop - at - 3;
  return digits > 0 && digits <= MOST_HEX && stop < end && isBlank(bytes[stop]) ? stop : at;
}
