import type { Recording } from '@uringlab/trace-parser';
import type { PageShape } from './page-shape.ts';

/** Bytes of the pages of a CPU. */
interface CpuPages {
  readonly cpu: number;
  readonly size: number;
}

/** What the file is to hold besides the recording's metadata. */
export interface BufferPlan {
  readonly name: string;
  readonly clock: string;
  readonly shape: PageShape;
  readonly cpus: readonly CpuPages[];
}

export interface FilePlan {
  readonly recording: Recording;
  readonly buffers: readonly BufferPlan[];
}

/** All of a file but its pages: its beginning, and what stands before the pages of each buffer. */
export interface FileHead {
  readonly head: Uint8Array;
  readonly gaps: readonly Uint8Array[];
}

/** Where the pages of a CPU begin. */
interface CpuPlace {
  readonly cpu: number;
  readonly offset: number;
  readonly size: number;
}

function alignUp(offset: number, size: number): number {
  return Math.ceil(offset / size) * size;
}

/** Puts the pages of a buffer one CPU after the other from `start` on. */
export function placePages(buffer: BufferPlan, start: number): { places: CpuPlace[]; end: number } {
  const { pageSize } = buffer.shape;
  let end = alignUp(start, pageSize);
  const places = buffer.cpus.map(({ cpu, size }) => {
    const place = { cpu, offset: end, size };
    end += place.size;
    return place;
  });
  return { places, end };
}
