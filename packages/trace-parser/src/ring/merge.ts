import type { RingCursor } from './ring-cursor.ts';

function precedes(left: RingCursor, right: RingCursor): boolean {
  return left.order < right.order || (left.order === right.order && left.rank < right.rank);
}

/**
 * Steps through cursors in order of time; on equal times the earlier cursor of the list goes first. The order within one
 * cursor is kept even where its time runs backwards.
 */
export class Merge {
  readonly #heap: RingCursor[];
  #current: RingCursor | undefined;

  constructor(cursors: readonly RingCursor[]) {
    cursors.forEach((cursor, rank) => {
      cursor.rank = rank;
    });
    this.#heap = cursors.filter((cursor) => cursor.start());
    for (let index = (this.#heap.length >>> 1) - 1; index >= 0; index--) this.#sift(index);
  }

  /** The cursor with the next event, which it stands on until the next call; undefined after the last. */
  next(): RingCursor | undefined {
    const heap = this.#heap;
    if (this.#current !== undefined) {
      if (!this.#current.advance()) {
        const last = heap.pop();
        if (last !== undefined && heap.length > 0) heap[0] = last;
      }
      if (heap.length > 1) this.#sift(0);
    }
    this.#current = heap[0];
    return this.#current;
  }

  #sift(from: number): void {
    const heap = this.#heap;
    let hole = from;
    const moving = heap[hole];
    if (moving === undefined) return;
    for (;;) {
      let child = 2 * hole + 1;
      const right = heap[child + 1];
      let candidate = heap[child];
      if (candidate === undefined) break;
      if (right !== undefined && precedes(right, candidate)) {
        candidate = right;
        child++;
      }
      if (!precedes(candidate, moving)) break;
      heap[hole] = candidate;
      hole = child;
    }
    heap[hole] = moving;
  }
}
