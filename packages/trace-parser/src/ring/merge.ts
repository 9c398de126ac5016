import type { RingCursor } from './ring-cursor.ts';

/**
 * Steps through cursors in order of time; on equal times the earlier cursor of the list goes first. The order within one
 * cursor is kept even where its time runs backwards. The yielded cursor stands on the event; it moves on when asked for the next.
 */
export function* mergeByTime(cursors: readonly RingCursor[]): Generator<RingCursor, void, undefined> {
  const ranks = new Map(cursors.map((cursor, rank) => [cursor, rank]));
  const heap = cursors.filter((cursor) => cursor.advance());

  function precedes(left: RingCursor, right: RingCursor): boolean {
    if (left.order !== right.order) return left.order < right.order;
    return (ranks.get(left) ?? 0) < (ranks.get(right) ?? 0);
  }

  function sift(from: number): void {
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

  for (let index = (heap.length >>> 1) - 1; index >= 0; index--) sift(index);
  for (let first = heap[0]; first !== undefined; first = heap[0]) {
    yield first;
    if (!first.advance()) {
      const last = heap.pop();
      if (last !== undefined && heap.length > 0) heap[0] = last;
    }
    sift(0);
  }
}
