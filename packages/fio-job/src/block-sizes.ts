import { refuse } from './place.ts';
import type { Option } from './read-sections.ts';
import { sizeOf } from './values.ts';

/** Sizes of blocks, each as often as its weight says. Bytes. */
export type BlockSizes = readonly { bytes: number; weight: number }[];

export interface BlockSizesByDirection {
  read: BlockSizes;
  write: BlockSizes;
}

/** fio's default. */
const DEFAULT_BYTES = 4096;

/** Parts for reads, writes and trims, divided by commas: what is not given is as what stands before it. */
function byDirection(option: Option, parse: (part: string) => BlockSizes): BlockSizesByDirection {
  const parts = (option.value ?? '').split(',').map((part) => part.trim());
  if (parts.length > 3)
    throw refuse(
      option,
      `${option.name}=${option.value} has more than three parts`,
      'for reads, writes and trims',
    );
  const [first = '', second] = parts;
  // A part left empty keeps the default.
  const read = first === '' ? [{ bytes: DEFAULT_BYTES, weight: 1 }] : parse(first);
  return {
    read,
    write:
      second === undefined ? read : second === '' ? [{ bytes: DEFAULT_BYTES, weight: 1 }] : parse(second),
  };
}

/** All multiples of the least between both ends: fio draws the size of each block, in steps of the least (io_u.c, get_next_buflen()). */
function parseRange(option: Option, kilo: 1000 | 1024, part: string): BlockSizes {
  const [from, to, more] = part.split('-');
  if (from === undefined || to === undefined || more !== undefined)
    throw refuse(option, `${option.name}=${option.value}: ${part} is no range`, 'such as 4k-64k');
  const [least, most] = [sizeOf(option, kilo, from), sizeOf(option, kilo, to)];
  if (least === 0 || most < least)
    throw refuse(
      option,
      `${option.name}=${option.value}: ${part} is no range`,
      'the smaller size goes first',
    );
  return Array.from({ length: Math.floor(most / least) }, (_, index) => ({
    bytes: least * (index + 1),
    weight: 1,
  }));
}

/** `4k/50:8k/:16k`: per cent, and what is left of a hundred shared by those that name none. */
function parseSplit(option: Option, kilo: 1000 | 1024, part: string): BlockSizes {
  const entries = part.split(':').map((entry) => {
    const [size = '', percent = ''] = entry.split('/');
    const weight = percent.trim() === '' ? undefined : sizeOf(option, kilo, percent);
    return { bytes: sizeOf(option, kilo, size), weight };
  });
  const given = entries.reduce((sum, { weight = 0 }) => sum + weight, 0);
  const open = entries.filter(({ weight }) => weight === undefined).length;
  if (given > 100 || (open === 0 && given !== 100))
    throw refuse(
      option,
      `${option.name}=${option.value}: the shares are ${given} per cent`,
      'they have to come to 100',
    );
  return entries
    .map(({ bytes, weight = (100 - given) / open }) => ({ bytes, weight }))
    .filter(({ weight }) => weight > 0);
}

function parseFixed(option: Option, kilo: 1000 | 1024, part: string): BlockSizes {
  return [{ bytes: sizeOf(option, kilo, part), weight: 1 }];
}

/** What bs, bsrange and bssplit say; of several the last counts. Throws E_FIO_JOB. */
export function blockSizesOf(option: Option | undefined, kilo: 1000 | 1024): BlockSizesByDirection {
  if (option === undefined) {
    const sizes = [{ bytes: DEFAULT_BYTES, weight: 1 }];
    return { read: sizes, write: sizes };
  }
  const parse = option.name === 'bssplit' ? parseSplit : option.name === 'bsrange' ? parseRange : parseFixed;
  return byDirection(option, (part) => parse(option, kilo, part));
}
