import { formatBytes, KIB, MIB, SECTOR_BYTES } from '@uringlab/schema';
import { GENERATION } from '../plans.ts';
import type { Scenario } from '../scenario.ts';
import { asWrites, blockOffsets, mixReads } from './block-offsets.ts';
import { PLAIN_RING } from './one-file.ts';

/** Files of each kind: made longer by the writes, or written over. */
const FILES_OF_A_KIND = 4;
const KINDS = ['longer', 'over'];
const FILES = FILES_OF_A_KIND * KINDS.length;
/** Pages of the last block, if it is larger, and a sector, that lie before the limit: neither whole pages nor a power of two. */
const GOOD_PAGES = 5;

export const writeOverFileSizeLimit: Scenario = {
  name: 'write-over-file-size-limit',
  title: 'writes that reach over RLIMIT_FSIZE',
  references: [
    'setrlimit(2), RLIMIT_FSIZE',
    'linux io_uring/rw.c, io_fixup_rw_res()',
    'linux fs/read_write.c, generic_write_check_limits()',
  ],
  description:
    'Eight files are written block by block by a process whose RLIMIT_FSIZE ends inside the last block of each. The kernel writes up to ' +
    'the limit and returns that count; -EFBIG comes to who asks for the rest. Of four files what was there before stays behind the ' +
    'limit, the other four end at it: an application that does not look at the count takes all of it for written.',
  expected: {
    ignore: 'unhandled-short-write',
    strict: 'no-fault-found',
    resubmit: 'no-fault-found',
    // Of writes the rest is asked for where it belongs: it is an error of readers.
    'resubmit-wrong-offset': 'no-fault-found',
  },
  filesystems: ['xfs', 'ext4', 'btrfs'],
  needsLoop: false,
  defaults: { fileBytes: 2 * MIB, blockBytes: 64 * KIB, depth: 8 },
  passesInGuest: 1,
  minimumBlockPages: 1,
  rings: PLAIN_RING,
  layOut: ({ fileBytes, blockBytes }) => {
    const bytes = Math.max(1, Math.floor(fileBytes / FILES / blockBytes)) * blockBytes;
    return KINDS.flatMap((kind) =>
      Array.from({ length: FILES_OF_A_KIND }, (_, index) => ({ name: `${kind}-${index + 1}`, bytes })),
    );
  },
  arrange: async ({ bed, files, options: { blockBytes, seed }, pageBytes }) => {
    const bytes = files[0]?.bytes ?? 0;
    const goodPages = Math.min(GOOD_PAGES, blockBytes / pageBytes - 1);
    const fileSizeLimit = bytes - blockBytes + goodPages * pageBytes + SECTOR_BYTES;
    return {
      reads: asWrites(
        mixReads(
          files.map((file) => blockOffsets(file.bytes, blockBytes)),
          blockBytes,
          seed,
        ),
      ),
      generation: GENERATION + 1,
      fileSizeLimit,
      restore: async () => {
        for (const { name } of files)
          if (name.startsWith('longer')) await bed.calls.truncate(bed.pathOf(name), 0);
      },
      rwFlags: 0,
      requestFlags: [],
      randomAdvice: false,
      cacheState:
        `RLIMIT_FSIZE ${fileSizeLimit} of files of ${formatBytes(bytes)}; of ${files.length} files half are empty before, ` +
        'the others hold an older write',
      touch: { offsets: [], bytes: 0 },
      peer: null,
    };
  },
};
