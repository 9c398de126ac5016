import type { DataFile } from '@uringlab/schema';
import type { Testbed } from './testbed/testbed.ts';

interface Range {
  start: number;
  end: number;
}

/** Whether [start, end) of a file is allocated, as its extents say (FIEMAP); null where its file system does not say. */
export type Allocation = readonly Range[] | null;

/** The allocated ranges of a file, in order. */
export async function readAllocation(bed: Testbed, name: string): Promise<Allocation> {
  try {
    const extents = await bed.calls.extents(bed.pathOf(name));
    return extents.map(({ logical, length }) => ({ start: Number(logical), end: Number(logical + length) }));
  } catch {
    // EOPNOTSUPP, as of file systems in memory: then the size alone tells.
    return null;
  }
}

/** The parts of `before` that `after` lacks. */
export function findHoles(before: readonly Range[], after: readonly Range[]): Range[] {
  return before.flatMap(({ start, end }) => {
    const holes: Range[] = [];
    let at = start;
    for (const kept of after) {
      if (kept.end <= at || kept.start >= end) continue;
      if (kept.start > at) holes.push({ start: at, end: kept.start });
      at = Math.max(at, kept.end);
    }
    if (at < end) holes.push({ start: at, end });
    return holes;
  });
}

/** The files with what became of them, where they are smaller than they were, or have holes where they had none. */
export async function noteChanges(
  bed: Testbed,
  files: readonly DataFile[],
  before: readonly Allocation[],
): Promise<DataFile[]> {
  return Promise.all(
    files.map(async (file, index) => {
      const { bytes } = await bed.calls.stat(bed.pathOf(file.name));
      const end = Math.min(bytes, file.bytes);
      const was = before[index] ?? null;
      const is = was === null ? null : await readAllocation(bed, file.name);
      const holes = was === null || is === null ? [] : findHoles(was, is);
      // What lies behind the end of the file is told by its size.
      const inside = holes.flatMap((hole) =>
        hole.start < end ? { ...hole, end: Math.min(hole.end, end) } : [],
      );
      return bytes >= file.bytes && inside.length === 0 ? file : { ...file, after: { bytes, holes: inside } };
    }),
  );
}
