import { KIB } from '@uringlab/schema';
import type { Scenario } from '../scenario.ts';
import { blockOffsets } from './block-offsets.ts';
import { PLAIN_RING } from './one-file.ts';

/** Bytes of the last block that exist: inside a sector, at sector and page boundaries, and one byte around them. */
const TAILS = [
  1, 137, 511, 512, 513, 4095, 4096, 4097, 8192, 12_289, 20_480, 32_768, 49_151, 61_440, 65_024, 65_535,
];

export const eofTail: Scenario = {
  name: 'eof-tail',
  title: 'reads across the end of the file',
  references: ['liburing #52', 'liburing #175', 'RocksDB #10368'],
  description:
    'Reads files of sixteen odd sizes in whole blocks, the last block reaching over the end of the file. The short result ' +
    "is legal there, and the bytes behind the end of the file are nobody's: no fault, unless the application asks for them elsewhere.",
  expected: {
    ignore: 'legal-short-read',
    strict: 'legal-short-read',
    resubmit: 'legal-short-read',
    'resubmit-wrong-offset': 'retry-at-wrong-offset',
  },
  filesystems: ['xfs', 'ext4', 'btrfs'],
  needsLoop: false,
  defaults: { fileBytes: 256 * KIB, blockBytes: 64 * KIB, depth: 16 },
  passesInGuest: 1,
  minimumBlockPages: 1,
  rings: PLAIN_RING,
  layOut: ({ fileBytes, blockBytes }) =>
    TAILS.map((tail, index) => ({
      name: `tail-${index}`,
      bytes: Math.floor(fileBytes / blockBytes) * blockBytes + (((tail - 1) % (blockBytes - 1)) + 1),
    })),
  arrange: async ({ files, options: { blockBytes } }) => {
    const reads = { file: [] as number[], offset: [] as number[], length: [] as number[] };
    for (const [file, { bytes }] of files.entries()) {
      for (const offset of blockOffsets(bytes + blockBytes, blockBytes)) {
        if (offset >= bytes) continue;
        reads.file.push(file);
        reads.offset.push(offset);
        reads.length.push(blockBytes);
      }
    }
    return {
      reads,
      rwFlags: 0,
      requestFlags: [],
      randomAdvice: false,
      cacheState: 'the files dropped from the page cache',
      touch: { offsets: [], bytes: 0 },
      peer: null,
    };
  },
};
