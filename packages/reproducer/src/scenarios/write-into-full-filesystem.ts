import { formatBytes, KIB, MIB } from '@uringlab/schema';
import { GENERATION } from '../plans.ts';
import type { Scenario, ScenarioOptions } from '../scenario.ts';
import { asWrites, blockOffsets, readsOf } from './block-offsets.ts';
import { PLAIN_RING } from './one-file.ts';

const PAGE_BYTES = 4 * KIB;
/** Pages that there is room for behind the files, if a block is larger: no power of two explains such a count. */
const ROOM_PAGES = 5;

function fileBytesOf({ fileBytes, blockBytes }: ScenarioOptions): number {
  return Math.max(1, Math.floor(fileBytes / blockBytes)) * blockBytes;
}

function roomBytesOf({ blockBytes }: ScenarioOptions): number {
  return Math.min(ROOM_PAGES, blockBytes / PAGE_BYTES - 1) * PAGE_BYTES;
}

export const writeIntoFullFilesystem: Scenario = {
  name: 'write-into-full-filesystem',
  title: 'a write for which the file system has only room in part',
  references: ['write(2), ENOSPC', 'linux io_uring/rw.c, io_fixup_rw_res()'],
  description:
    'A file is written block by block to a file system in memory that has room for all of the blocks but the last, and for some pages of ' +
    'that. The kernel writes what fits and returns that count; -ENOSPC comes to who asks for the rest. File systems on a device ' +
    'reserve the room of a whole write first, or of a large folio, and mostly refuse it at once.',
  expected: {
    ignore: 'unhandled-short-write',
    strict: 'no-fault-found',
    resubmit: 'no-fault-found',
    // Of writes the rest is asked for where it belongs: it is an error of readers.
    'resubmit-wrong-offset': 'no-fault-found',
  },
  filesystems: ['tmpfs'],
  needsLoop: false,
  // The directory of a tmpfs takes no block of it.
  memoryBytes: (options) => fileBytesOf(options) + roomBytesOf(options),
  defaults: { fileBytes: 2 * MIB, blockBytes: 64 * KIB, depth: 1 },
  passesInGuest: 1,
  minimumBlockPages: 2,
  rings: PLAIN_RING,
  layOut: (options) => [{ name: 'data', bytes: fileBytesOf(options) }],
  arrange: async ({ bed, files, options }) => {
    const { blockBytes } = options;
    const bytes = files[0]?.bytes ?? 0;
    return {
      // One block more than there is room for: there is only one write into a file system that is nearly full.
      reads: asWrites(readsOf(0, blockOffsets(bytes + blockBytes, blockBytes), blockBytes)),
      generation: GENERATION + 1,
      restore: () => bed.calls.truncate(bed.pathOf('data'), 0),
      rwFlags: 0,
      requestFlags: [],
      randomAdvice: false,
      // Pages of a tmpfs are all that there is of its files.
      keepCache: true,
      cacheState: `an empty file system with room for ${formatBytes(bytes)} and ${roomBytesOf(options)} bytes`,
      touch: { offsets: [], bytes: 0 },
      peer: null,
    };
  },
};
