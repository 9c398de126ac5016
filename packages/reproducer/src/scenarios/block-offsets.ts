import { randomNumbers } from '@uringlab/schema';
import type { ReadList } from '../scenario.ts';

/** Offsets of the whole blocks of a file. */
export function blockOffsets(fileBytes: number, blockBytes: number): number[] {
  return Array.from({ length: Math.floor(fileBytes / blockBytes) }, (_, block) => block * blockBytes);
}

/** The reads of one file at these offsets, all of one length. */
export function readsOf(file: number, offsets: readonly number[], length: number): ReadList {
  return { file: offsets.map(() => file), offset: [...offsets], length: offsets.map(() => length) };
}

/** Writes at the places of reads. */
export function asWrites(reads: ReadList): ReadList {
  return { ...reads, write: reads.offset.map(() => true) };
}

/** A Fisher-Yates shuffle of a copy; the same seed gives the same order. */
export function shuffle<T>(values: readonly T[], seed: number): T[] {
  const shuffled = [...values];
  const random = randomNumbers(seed);
  for (let last = shuffled.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [shuffled[last], shuffled[other]] = [shuffled[other] as T, shuffled[last] as T];
  }
  return shuffled;
}

/** The reads of all files at their offsets, in random order. */
export function mixReads(offsets: readonly (readonly number[])[], length: number, seed: number): ReadList {
  const all = offsets.flatMap((ofFile, file) => ofFile.map((offset) => ({ file, offset })));
  const mixed = shuffle(all, seed);
  return {
    file: mixed.map(({ file }) => file),
    offset: mixed.map(({ offset }) => offset),
    length: mixed.map(() => length),
  };
}
