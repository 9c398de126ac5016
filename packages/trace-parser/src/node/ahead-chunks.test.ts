import { expect, test } from 'vitest';
import { AheadChunks } from './ahead-chunks.ts';
import { type AheadMemory, busyMark, createAheadMemory, DAMAGED, readyMark } from './ahead-memory.ts';

const SIZE = 4096;
const CHUNKS = Array.from({ length: 200 }, (_, index) => ({ offset: index * 100, stored: 100, size: SIZE }));

function create(): AheadMemory {
  const memory = createAheadMemory([CHUNKS, CHUNKS]);
  if (memory === undefined) throw new Error('no memory');
  return memory;
}

/** Puts a chunk into its slot, as the thread does. */
function put(memory: AheadMemory, index: number, number: number, mark: number, length: number): void {
  const { slots, slotSize, firstSlot, start } = memory.streams[index] as AheadMemory['streams'][number];
  const place = number % slots;
  memory.contents.fill(number, start + place * slotSize, start + (place + 1) * slotSize);
  memory.lengths[firstSlot + place] = length;
  memory.marks[firstSlot + place] = mark;
}

test('a chunk that was decompressed is taken, as often as it is asked for', () => {
  const memory = create();
  const chunks = new AheadChunks(memory, 1);
  put(memory, 1, 5, readyMark(5), SIZE);
  expect(chunks.take(5)).toEqual(new Uint8Array(SIZE).fill(5));
  expect(chunks.take(5)).toHaveLength(SIZE);
  expect(Array.from(memory.positions)).toEqual([0, 5]);
});

test('a damaged chunk is null', () => {
  const memory = create();
  put(memory, 0, 7, readyMark(7), DAMAGED);
  expect(new AheadChunks(memory, 0).take(7)).toBeNull();
});

test('what is not there is left to the caller, and the thread goes on after it', () => {
  const memory = create();
  const chunks = new AheadChunks(memory, 0);
  const [turn] = memory.turn;
  expect(chunks.take(3)).toBeUndefined();
  expect(memory.positions[0]).toBe(4);
  expect(memory.turn[0]).not.toBe(turn);
});

test('a slot that holds another chunk is not taken for this one', () => {
  const memory = create();
  const { slots } = memory.streams[0] as AheadMemory['streams'][number];
  put(memory, 0, 2 + slots, readyMark(2 + slots), SIZE);
  expect(new AheadChunks(memory, 0).take(2)).toBeUndefined();
});

test('a thread that died over a chunk holds nobody up', () => {
  const memory = create();
  put(memory, 0, 0, busyMark(0), SIZE);
  expect(new AheadChunks(memory, 0).take(0)).toBeUndefined();
});

test('memory is bounded, however many streams and chunks there are', () => {
  const many = Array.from({ length: 100 }, () => CHUNKS);
  expect(createAheadMemory(many)?.contents.length).toBeLessThanOrEqual(24 * 1024 * 1024);
  expect(createAheadMemory(Array.from({ length: 5000 }, () => CHUNKS))).toBeUndefined();
  expect(createAheadMemory([[{ offset: 0, stored: 1, size: 64 * 1024 * 1024 }]])).toBeUndefined();
});
