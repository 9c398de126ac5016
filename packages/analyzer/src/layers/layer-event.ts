import type { TraceEvent } from '@uringlab/trace-parser';

/** What every event of a layer has. Times are nanoseconds of the trace's clock. */
interface Base {
  event: TraceEvent;
  ns: bigint;
  pid: number;
  comm: string;
}

/** A request as the ring sees it. Pointers and user_data are reused, so they hold only while it is in flight. */
interface RingFields extends Base {
  ring: string;
  request: string;
  userData: bigint;
}

/** A byte range of an inode. `device` is `major:minor`. */
interface FileFields extends Base {
  device: string;
  inode: number;
}

/** Sectors are 512 bytes, on the device named. */
interface BlockFields extends Base {
  device: string;
  sector: number;
  sectors: number;
}

/** An event of any kernel, in the words of the lab: the kernel's own names stop at the table that makes these. */
export type LayerEvent =
  | (RingFields & { kind: 'submit'; opcode: string; sqThread: boolean })
  | (RingFields & { kind: 'complete'; result: number })
  | (RingFields & { kind: 'punt' })
  | (FileFields & {
      /** A call into the file system's read; `count` is a negative errno where the line prints a return. */
      kind: 'call';
      offset: number;
      count: number;
      /**
       * The size XFS has on disk (`i_disk_size`, fs/xfs/xfs_trace.h; printed as size before 5.15, as disize since): behind
       * the true one as long as an append is not written back. 0 when nothing is known.
       */
      fileBytes: number;
      direct: boolean;
    })
  | (FileFields & { kind: 'readahead'; pages: number })
  | (FileFields & { kind: 'page-added'; offset: number; bytes: number })
  | (FileFields & { kind: 'page-removed'; offset: number; bytes: number })
  | (FileFields & { kind: 'map'; offset: number; length: number; address: number })
  | (BlockFields & { kind: 'bio-queued' })
  | (BlockFields & { kind: 'bio-issued' })
  | (BlockFields & { kind: 'bio-completed'; error: number });

export type LayerEventOf<K extends LayerEvent['kind']> = Extract<LayerEvent, { kind: K }>;
