import { Stream } from './stream';

/* A heap of the streams that stand on a record, the earliest first, as in src/ring/merge.ts. */

let heap: u32 = 0;
let count: u32 = 0;

/** Uses the memory at `address`, four bytes to a stream, for a heap without streams. */
export function resetHeap(address: u32): void {
  heap = address;
  count = 0;
}

export function isHeapEmpty(): bool {
  return count === 0;
}

function get(index: u32): Stream {
  return changetype<Stream>(load<u32>(heap + 4 * index));
}

function set(index: u32, stream: Stream): void {
  store<u32>(heap + 4 * index, changetype<u32>(stream));
}

function precedes(left: Stream, right: Stream): bool {
  return left.order < right.order || (left.order === right.order && left.rank < right.rank);
}

export function firstOfHeap(): Stream {
  return get(0);
}

export function addToHeap(stream: Stream): void {
  let hole = count++;
  while (hole > 0) {
    const parent = (hole - 1) >>> 1;
    const above = get(parent);
    if (!precedes(stream, above)) break;
    set(hole, above);
    hole = parent;
  }
  set(hole, stream);
}

/** Finds the place of the first stream anew, after it has moved. */
export function siftFirst(): void {
  if (count < 2) return;
  const moving = get(0);
  let hole: u32 = 0;
  while (true) {
    let child: u32 = 2 * hole + 1;
    if (child >= count) break;
    let candidate = get(child);
    if (child + 1 < count) {
      const right = get(child + 1);
      if (precedes(right, candidate)) {
        candidate = right;
        child++;
      }
    }
    if (!precedes(candidate, moving)) break;
    set(hole, candidate);
    hole = child;
  }
  set(hole, moving);
}

/** Takes the first stream out. */
export function removeFirst(): void {
  count--;
  if (count === 0) return;
  set(0, get(count));
  siftFirst();
}
