import { KIB, MIB } from '@uringlab/schema';
import type { Scenario } from '../scenario.ts';
import { nowaitPageBoundary } from './nowait-page-boundary.ts';
import { layOutBlocks } from './one-file.ts';
import { readaheadRace } from './readahead-race.ts';

/** The jobs of kernel bugzilla 208827, each with a file of its own. */
const JOBS = ['uring_w', 'uring_sqt_w', 'uring_rw', 'uring_sqt_rw'];

export const seedJobNowait: Scenario = {
  ...nowaitPageBoundary,
  name: 'seed-job-nowait',
  title: "the founding bug's four jobs, with RWF_NOWAIT",
  description:
    'Four files of 256 MiB, as the four jobs of kernel bugzilla 208827 had, read in 64 KiB blocks at depth 16 with a plain ring and with ' +
    'SQPOLL and registered files. With RWF_NOWAIT and the first page of each block cached, what was rare there happens at once: a large ' +
    'job for `uringlab minimize`.',
  defaults: { fileBytes: 256 * MIB, blockBytes: 64 * KIB, depth: 16 },
  rings: readaheadRace.rings,
  layOut: (options) => JOBS.flatMap((name) => layOutBlocks(1)(options).map(({ bytes }) => ({ name, bytes }))),
};
