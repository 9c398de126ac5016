import { formatHex, type Mismatch, type Run, type SectorRange } from '@uringlab/schema';

function describePlace(range: SectorRange): string {
  const offset = range.origin?.offset;
  return offset === undefined ? 'an offset not known' : `offset ${formatHex(offset)}`;
}

/** What the bytes of a range are, in words: `poison put there before request 12`. */
export function describeRange(range: SectorRange, run: Run): string {
  const { row, file, generation } = range.origin ?? {};
  const request = row === undefined ? 'the request' : `request ${row}`;
  const name = run.files.find((candidate) => candidate.index === file)?.name ?? 'another file';
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

/** The range of the ring's buffer that holds the first wrong byte. */
export function firstWrongRange(mismatch: Mismatch): SectorRange | undefined {
  return mismatch.looks.ring.ranges.find((range) => range.class !== 'right');
}
