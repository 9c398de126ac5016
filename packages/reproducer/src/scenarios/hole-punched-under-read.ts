import { LabError } from '@uringlab/schema';
import { runProgram } from '@uringlab/undo';
import type { Scenario } from '../scenario.ts';
import { blockOffsets, shuffle } from './block-offsets.ts';
import { CHANGED_FILE, readChangedFile } from './changed-file.ts';

/** One block in so many. */
const BLOCKS_A_HOLE = 8;

export const holePunchedUnderRead: Scenario = {
  ...CHANGED_FILE,
  name: 'hole-punched-under-read',
  title: 'reads of a file into which somebody else has punched holes',
  description:
    'Some blocks of the file are given back by fallocate(2) with FALLOC_FL_PUNCH_HOLE between its writing and its reading, as databases and ' +
    'virtual machines do with what they need no more. Reads are whole and bring zeroes, as a disk that lost data would.',
  arrange: readChangedFile(async ({ bed, files, options: { blockBytes, seed } }) => {
    const [{ name, bytes } = { name: '', bytes: 0 }] = files;
    if (bed.description.kind === 'disk')
      throw new LabError(
        'E_SCENARIO_UNAVAILABLE',
        'the scenario punches holes by a program of this machine',
        {
          hint: 'leave --vm out',
        },
      );
    const offsets = blockOffsets(bytes, blockBytes);
    const holes = shuffle(offsets, seed + 1).slice(
      0,
      Math.max(1, Math.floor(offsets.length / BLOCKS_A_HOLE)),
    );
    for (const offset of holes) {
      const place = ['--offset', String(offset), '--length', String(blockBytes)];
      await runProgram('fallocate', ['--punch-hole', ...place, bed.pathOf(name)], {
        packageName: 'util-linux',
      });
    }
    return `given ${holes.length} holes of a block by a second writer`;
  }),
};
