import { KIB, MIB, randomNumbers, SECTOR_BYTES } from '@uringlab/schema';
import type { LaidOut, ReadList, Scenario } from '../scenario.ts';
import { shuffle } from './block-offsets.ts';
import { everyConsumer } from './expectations.ts';

/** include/uapi/linux/io_uring.h */
const IOSQE_IO_LINK = 4;
const IOSQE_ASYNC = 16;

/** One read in so many is handed to a worker at once, and one is linked to the next, where two may be in flight. */
const EVERY = 8;

/** Reads that lie wherever they fall, besides those that cover each file once: one for so many of these. */
const COVERING_A_STRAY = 4;

interface Place {
  file: number;
  offset: number;
  length: number;
}

/** Reads of many sizes that cover a file, and some that overlap them; all of whole units, and none beyond the last. */
function placesOf(
  file: number,
  units: number,
  unit: number,
  blockBytes: number,
  random: () => number,
): Place[] {
  const longest = Math.max(1, Math.floor(blockBytes / unit));
  const draw = (most: number): number => 1 + Math.floor(random() * most);
  const places: Place[] = [];
  for (let at = 0; at < units; ) {
    const taken = Math.min(draw(longest), units - at);
    places.push({ file, offset: at * unit, length: taken * unit });
    at += taken;
  }
  const strays = Math.floor(places.length / COVERING_A_STRAY);
  for (let stray = 0; stray < strays; stray++) {
    const at = Math.floor(random() * units);
    places.push({ file, offset: at * unit, length: Math.min(draw(longest), units - at) * unit });
  }
  return places;
}

/** Buffered reads begin and end at any sector; direct ones at whole pages, as no device wants more. */
function mixLoad({ files, options: { blockBytes, depth, seed }, pageBytes }: LaidOut): ReadList {
  const random = randomNumbers(seed);
  const places = files.flatMap(({ bytes, direct = false }, file) => {
    const unit = direct ? pageBytes : SECTOR_BYTES;
    return placesOf(file, Math.floor(bytes / unit), unit, blockBytes, random);
  });
  const mixed = shuffle(places, seed + 1);
  // A chain is two reads: the second, and the last of all, is linked to nothing.
  const sqeFlags = mixed.map((_, index) => {
    const turn = index % EVERY;
    if (turn === 0 && depth > 1 && index + 1 < mixed.length) return IOSQE_IO_LINK;
    return turn === EVERY / 2 ? IOSQE_ASYNC : 0;
  });
  return {
    sqeFlags,
    file: mixed.map(({ file }) => file),
    offset: mixed.map(({ offset }) => offset),
    length: mixed.map(({ length }) => length),
  };
}

export const cleanMixedLoad: Scenario = {
  name: 'clean-mixed-load',
  title: 'buffered and direct reads of many sizes, of which none goes wrong',
  references: ['fio #1067', 'fio #2118'],
  description:
    'Two files, one read through the page cache and one past it (O_DIRECT), in pieces of any size and in random order, some of them ' +
    'overlapping, some linked or handed to a worker (IOSQE_ASYNC), with a plain ring, with SQPOLL and registered files, and with registered buffers. Nothing is wrong, so nothing may be ' +
    'found: what false alarms are counted on.',
  expected: everyConsumer('no-fault-found'),
  filesystems: ['xfs', 'ext4', 'btrfs'],
  needsLoop: false,
  defaults: { fileBytes: 16 * MIB, blockBytes: 64 * KIB, depth: 16 },
  passesInGuest: 1,
  minimumBlockPages: 1,
  rings: [
    { name: 'plain', ring: { sqpoll: false, registeredFiles: false, registeredBuffers: false } },
    { name: 'sqpoll', ring: { sqpoll: true, registeredFiles: true, registeredBuffers: false } },
    { name: 'registered', ring: { sqpoll: false, registeredFiles: true, registeredBuffers: true } },
  ],
  layOut: ({ fileBytes, blockBytes }) => {
    const bytes = Math.max(1, Math.floor(fileBytes / blockBytes / 2)) * blockBytes;
    return [
      { name: 'buffered', bytes },
      { name: 'direct', bytes, direct: true },
    ];
  },
  arrange: async (laidOut) => ({
    reads: mixLoad(laidOut),
    rwFlags: 0,
    requestFlags: [],
    randomAdvice: false,
    cacheState: 'the files dropped from the page cache; one of them read with O_DIRECT',
    touch: { offsets: [], bytes: 0 },
    peer: null,
  }),
};
