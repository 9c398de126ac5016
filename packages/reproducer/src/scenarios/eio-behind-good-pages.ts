import { KIB, LabError, MIB } from '@uringlab/schema';
import type { Scenario } from '../scenario.ts';
import { blockOffsets, readsOf } from './block-offsets.ts';
import { layOutBlocks, PLAIN_RING } from './one-file.ts';

/** Good pages of the last block, if it is larger: neither the first page nor a power of two explains such a count. */
const GOOD_PAGES = 5;
const ROUNDS = 16;

export const eioBehindGoodPages: Scenario = {
  name: 'eio-behind-good-pages',
  title: 'a device that fails behind the first pages of a read',
  references: ['linux io_uring/rw.c, io_fixup_rw_res()'],
  description:
    `The backing file of the loop device is cut off ${GOOD_PAGES} pages into the last block, so the device answers EIO from there ` +
    'on. The ring reports the good bytes as a short read, and the error is nowhere to be seen until somebody asks for the rest.',
  expected: {
    ignore: 'unhandled-short-read',
    strict: 'device-error',
    resubmit: 'device-error',
    'resubmit-wrong-offset': 'retry-at-wrong-offset',
  },
  filesystems: ['xfs'],
  needsLoop: true,
  // The log at the front, and no more allocation groups than mkfs.xfs wants: behind the file there is only free space to cut off.
  mkfsArguments: { xfs: ['-d', 'agcount=2', '-l', 'agnum=0'] },
  defaults: { fileBytes: MIB, blockBytes: 64 * KIB, depth: 4 },
  passesInGuest: 1,
  minimumBlockPages: 2,
  rings: PLAIN_RING,
  layOut: layOutBlocks(2),
  arrange: async ({ bed, files, options: { blockBytes }, pageBytes }) => {
    const bytes = files[0]?.bytes ?? 0;
    if (bed.backingFile === null)
      throw new LabError('E_SCENARIO_UNAVAILABLE', 'the scenario cuts off a loop device, and there is none');
    const goodPages = Math.min(GOOD_PAGES, blockBytes / pageBytes - 1);
    const cut = bytes - blockBytes + goodPages * pageBytes;
    const found = await bed.calls.extents(bed.pathOf('data'));
    const extent = found.find(
      ({ logical, length }) => Number(logical) <= cut && cut < Number(logical + length),
    );
    const last = found.reduce((end, { physical, length }) => Math.max(end, Number(physical + length)), 0);
    if (extent === undefined || Number(extent.physical + extent.length) !== last) {
      throw new LabError(
        'E_SCENARIO_UNAVAILABLE',
        'the last block of the file does not lie last on the device, so it cannot be cut off',
        {
          hint: 'make the file smaller with --file-size: the default lies in one piece',
        },
      );
    }
    await bed.calls.truncate(bed.backingFile, Number(extent.physical) + cut - Number(extent.logical));
    const offsets = blockOffsets(bytes, blockBytes);
    return {
      reads: readsOf(0, Array.from({ length: ROUNDS }, () => offsets).flat(), blockBytes),
      rwFlags: 0,
      requestFlags: [],
      // Readahead would make one large folio of the block, which is uptodate as a whole or not at all.
      randomAdvice: true,
      cacheState: `the file dropped from the page cache; the device fails from byte ${cut} of the file on`,
      touch: { offsets: [], bytes: 0 },
      peer: null,
    };
  },
};
