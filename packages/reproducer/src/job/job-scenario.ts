import { basename } from 'node:path';
import { type FioJob, readJobFile, variablesHere } from '@uringlab/fio-job';
import { describeEnvironment } from '../environment.ts';
import { fillFiles } from '../fill-files.ts';
import { FILESYSTEMS, type LaidOut, type RingWork, type Scenario } from '../scenario.ts';
import { type JobPlan, type JobRing, planJobFile } from './plan-job-file.ts';

/** linux/fs.h and linux/io_uring.h. */
const RWF_NOWAIT = 8;
const IOSQE_IO_DRAIN = 2;
const IOSQE_ASYNC = 16;

function sqeFlagsOf({ job, work }: JobRing): number[] {
  return work.drain.map(
    (drain, row) =>
      (drain ? IOSQE_IO_DRAIN : 0) |
      (job.asyncEvery > 0 && (row + 1) % job.asyncEvery === 0 ? IOSQE_ASYNC : 0),
  );
}

function workOf(ring: JobRing): RingWork {
  const { job, work } = ring;
  return {
    reads: {
      file: work.file,
      offset: work.offset,
      length: work.length,
      write: work.write,
      generation: work.generation,
      sqeFlags: sqeFlagsOf(ring),
    },
    rwFlags: job.nowait ? RWF_NOWAIT : 0,
    randomAdvice: job.randomAdvice,
    keepCache: !job.invalidates,
    direct: job.direct,
    generationAfter: work.generationAfter,
  };
}

/** Files that were written to hold what they held at first when each pass begins: writes bring what they write, not what is there. */
function restorer({ bed, files, runId, signal }: LaidOut, rings: readonly JobRing[]): () => Promise<void> {
  let isAsFilled = true;
  const writes = rings.some(({ work }) => work.write.includes(true));
  return async () => {
    if (!isAsFilled && writes) await fillFiles(bed, files, runId, signal);
    isAsFilled = false;
  };
}

function describeCache(jobs: readonly FioJob[]): string {
  const [dropped, kept] = [true, false].map((invalidates) =>
    jobs.some((job) => job.invalidates === invalidates),
  );
  if (dropped && kept) return 'the files dropped before each job, but for those with invalidate=0';
  return dropped ? 'the files dropped before each job' : 'left as it was (invalidate=0)';
}

/** The lengths of requests, that of the most first. */
function countLengths(rings: readonly JobRing[]): [length: number, requests: number][] {
  const counts = new Map<number, number>();
  for (const { work } of rings)
    for (const length of work.length) counts.set(length, (counts.get(length) ?? 0) + 1);
  return [...counts].sort(([, one], [, other]) => other - one);
}

function scenarioOf(file: string, jobs: readonly FioJob[], { files, rings, notes }: JobPlan): Scenario {
  const name = basename(file);
  const [first] = rings;
  const lengths = countLengths(rings);
  const [[blockBytes] = []] = lengths;
  if (first === undefined || blockBytes === undefined) throw new RangeError('a job file without a job');
  return {
    name,
    title: `the jobs of ${name}`,
    references: [],
    description: '',
    expected: { ignore: null, strict: null, resubmit: null, 'resubmit-wrong-offset': null },
    filesystems: FILESYSTEMS,
    needsLoop: false,
    defaults: {
      fileBytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
      blockBytes,
      depth: Math.max(...jobs.map(({ depth }) => depth)),
    },
    passesInGuest: 1,
    minimumBlockPages: 0,
    rings: rings.map(({ name: ring, job }) => ({
      name: ring,
      ring: {
        depth: job.depth,
        batch: job.batch,
        sqpoll: job.sqpoll,
        registeredFiles: job.registeredFiles,
        registeredBuffers: job.registeredBuffers,
      },
    })),
    requests: rings.reduce((sum, { work }) => sum + work.offset.length, 0),
    job: { lengths: lengths.map(([length]) => length), notes },
    layOut: () => [...files],
    arrange: async (laidOut) => ({
      ...workOf(first),
      byRing: rings.map(workOf),
      restore: restorer(laidOut, rings),
      requestFlags: jobs.some(({ nowait }) => nowait) ? ['RWF_NOWAIT'] : [],
      cacheState: describeCache(jobs),
      touch: { offsets: [], bytes: 0 },
      peer: null,
    }),
  };
}

/**
 * A job file of fio as a scenario: its jobs one after the other, on rings and files of the lab, every sector of every read verified.
 * `seed` orders what the job leaves to chance. Throws E_PATH, and E_FIO_JOB for what makes no sense or cannot be followed.
 */
export async function readJobScenario(file: string, seed: number): Promise<Scenario> {
  const { pageBytes } = await describeEnvironment();
  const jobs = readJobFile(file, variablesHere(process.env, pageBytes));
  return scenarioOf(file, jobs, planJobFile(jobs, seed));
}
