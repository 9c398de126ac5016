import type { PageSource, PageWindow } from './page-source.ts';

/**
 * Loads pages `index` up to at most `end` into `memory`, which holds one page at least: what the source keeps elsewhere is copied, as much
 * of it as fits. `view: null` tells of pages that cannot be had.
 */
export function fillWindow(
  pages: PageSource,
  index: number,
  end: number,
  pageSize: number,
  memory: Uint8Array,
): PageWindow {
  let filled = 0;
  const capacity = Math.min(Math.floor(memory.length / pageSize), end - index);
  const room = memory.subarray(0, capacity * pageSize);
  while (filled < capacity) {
    const loaded = pages.load(index + filled, room);
    if (loaded.view === null) {
      if (filled === 0) return loaded;
      break;
    }
    if (loaded.view.buffer === memory.buffer) return loaded;
    const count = Math.min(loaded.count, capacity - filled);
    const { view } = loaded;
    memory.set(new Uint8Array(view.buffer, view.byteOffset, count * pageSize), filled * pageSize);
    filled += count;
  }
  return {
    first: index,
    count: filled,
    view: new DataView(memory.buffer, memory.byteOffset, filled * pageSize),
  };
}
