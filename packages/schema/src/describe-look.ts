import { formatResult } from './errno.ts';
import type { Look } from './mismatch.ts';
import type { Run } from './run.ts';
import type { SectorRange } from './sectors.ts';
import { formatHex } from './units.ts';

/** Ranges that are told one by one; of more, their number. */
const MOST_RANGES = 4;

function describePlace(range: SectorRange): string {
  const offset = range.origin?.offset;
  return offset === undefined ? 'an offset not known' : `offset ${formatHex(offset)}`;
}

/** What the bytes of a range are, in words: `poison put there before request 12`. */
export function describeRange(range: SectorRange, { files }: Pick<Run, 'files'>): string {
  const { row, file, generation } = range.origin ?? {};
  const request = row === undefined ? 'the request' : `request ${row}`;
  const name = files.find((candidate) => candidate.index === file)?.name ?? 'another file';
  switch (range.class) {
    case 'right':
      return 'what was last written';
    case 'poison':
      return `poison put there before ${request}`;
    case 'earlier-read':
      return `data of an earlier read of ${describePlace(range)}${row === undefined ? '' : ` (request ${row})`}`;
    case 'old-generation':
      return `an older write of this place${generation === undefined ? '' : `, generation ${generation}`}`;
    case 'other-offset':
      return `data of ${describePlace(range)} of the same file`;
    case 'other-file':
      return `data of ${name}, ${describePlace(range)}`;
    case 'other-run':
      return 'data of another run of the lab';
    case 'zeroes':
      return 'zeroes';
    case 'torn':
      return 'a block whose checksum does not hold';
    case 'noise':
      return 'nothing that the lab ever wrote';
  }
}

/** What a look found, in words: `65536 bytes, all as last written`. */
export function describeLook(look: Look, run: Pick<Run, 'files'>): string {
  const arrived = look.result < 0 ? (look.ranges.at(-1)?.end ?? 0) : look.result;
  const bytes = `${arrived} ${arrived === 1 ? 'byte' : 'bytes'}`;
  if (look.result < 0) {
    const right = look.ranges.every((range) => range.class === 'right');
    if (arrived === 0 || !right) return formatResult(look.result);
    return `${bytes}, all as last written, then ${formatResult(look.result)}`;
  }
  if (look.right) return `${bytes}, all as last written`;
  const told = look.ranges
    .slice(0, MOST_RANGES)
    .map((range) => `${formatHex(range.start)}-${formatHex(range.end)} ${describeRange(range, run)}`);
  const left = look.ranges.length - told.length;
  return [`${bytes}: ${told.join('; ')}`, ...(left > 0 ? [`and ${left} more ranges`] : [])].join('; ');
}
