import { type FioJob, type JobRequest, regionBytes, requestsOf } from '@uringlab/fio-job';
import { LabError } from '@uringlab/schema';
import { GENERATION } from '../plans.ts';
import type { ScenarioFile } from '../scenario.ts';
import { FileHistory } from './file-history.ts';

/** The requests of one ring in the order of their submission, as parallel columns. */
export interface JobWork {
  write: boolean[];
  /** Index into the files of the plan. */
  file: number[];
  offset: number[];
  length: number[];
  /** Of what is written, or has to be read; and what the range holds when the ring is done. */
  generation: number[];
  generationAfter: number[];
  /** It meets a request that may be in flight, and waits for all before it. */
  drain: boolean[];
}

/** What a clone of a job does on a ring of its own: its pass, or the reading of what that wrote. */
export interface JobRing {
  name: string;
  job: FioJob;
  work: JobWork;
}

export interface JobPlan {
  files: ScenarioFile[];
  /** One behind the other. */
  rings: JobRing[];
  /** What of the job file is not followed, and why. */
  notes: string[];
}

/** Rows of ops.arrow name their phase in a byte: each ring without and with a trace. */
const MOST_RINGS = 120;

/** Files of a clone: those that the job names are shared with whoever names them too. */
function nameFiles(job: FioJob, clone: number): readonly string[] {
  if (job.filenames !== null) return job.filenames;
  const plain = job.name.replace(/[^\w.-]/g, '_').replace(/^[.-]/, '_');
  return Array.from({ length: job.files }, (_, file) => `${plain}.${clone}.${file}`);
}

class Planner {
  readonly #files = new Map<string, { index: number; bytes: number }>();
  readonly #histories: FileHistory[] = [];
  #epoch = 0;
  #generation = GENERATION;
  drained = 0;

  /** The files of a job are as large as the largest use of them. */
  use(names: readonly string[], bytes: number): void {
    for (const name of names) {
      const file = this.#files.get(name) ?? { index: this.#files.size, bytes: 0 };
      this.#files.set(name, { ...file, bytes: Math.max(file.bytes, bytes) });
    }
  }

  layOut(): ScenarioFile[] {
    const files = [...this.#files].map(([name, { bytes }]) => ({ name, bytes }));
    this.#histories.push(...files.map(({ bytes }) => new FileHistory(bytes, GENERATION)));
    return files;
  }

  /** Requests on one ring, which has ended when the next begins. */
  work(job: FioJob, names: readonly string[], requests: readonly JobRequest[]): JobWork {
    const indices = names.map((name) => this.#files.get(name)?.index ?? 0);
    this.#epoch += 1;
    if (requests.some(({ write }) => write)) this.#generation += 1;
    const rows = requests.map((request) => this.#add(job, indices[request.file] ?? 0, request));
    return {
      write: requests.map(({ write }) => write),
      file: rows.map(({ file }) => file),
      offset: requests.map(({ offset }) => offset),
      length: requests.map(({ length }) => length),
      generation: rows.map(({ generation }) => generation),
      generationAfter: requests.map((request, row) => this.#generationOf(job, rows[row]?.file ?? 0, request)),
      drain: rows.map(({ drain }) => drain),
    };
  }

  #add(job: FioJob, file: number, request: JobRequest): { file: number; generation: number; drain: boolean } {
    const { write, offset, length } = request;
    const history = this.#historyOf(file);
    const drain = history.meets(write, offset, length, this.#epoch);
    if (drain) {
      this.#epoch += 1;
      this.drained += 1;
    }
    if (write) history.write(offset, length, this.#epoch, this.#generation);
    else history.read(offset, length, this.#epoch);
    return { file, generation: this.#generationOf(job, file, request), drain };
  }

  #historyOf(file: number): FileHistory {
    const history = this.#histories[file];
    if (history === undefined) throw new RangeError(`there is no file ${file}`);
    return history;
  }

  #generationOf(job: FioJob, file: number, { offset, length }: JobRequest): number {
    const generation = this.#historyOf(file).generationOf(offset, length);
    if (generation !== null) return generation;
    throw new LabError(
      'E_FIO_JOB',
      `${job.file}:${job.line}: ${job.name} reads ${length} bytes at ${offset} that are written at different times`,
      {
        hint: 'a read is verified against one write: give reads the block sizes of the writes, or --engine fio',
      },
    );
  }
}

/** Everything that was written, in the order of its writing; what was written twice, once. */
function readBack(requests: readonly JobRequest[]): JobRequest[] {
  const written = new Map<string, JobRequest>();
  for (const request of requests)
    if (request.write)
      written.set(`${request.file} ${request.offset} ${request.length}`, { ...request, write: false });
  return [...written.values()];
}

function describeDifferences(jobs: readonly FioJob[], rings: number, drained: number): string[] {
  const loops = jobs.find((job) => job.loops > 1);
  const together = jobs.some(({ stonewall, clones }, index) => clones > 1 || (index > 0 && !stonewall));
  return [
    ...(together
      ? [`its ${rings} passes follow each other, where fio runs jobs without a stonewall at once`]
      : []),
    ...(loops === undefined
      ? []
      : [
          `loops=${loops.loops} is not followed: --passes says how often, at most, everything is done until a request comes back short`,
        ]),
    ...(drained === 0
      ? []
      : [`${drained} requests meet one before them, and wait until it has ended (IOSQE_IO_DRAIN)`]),
  ];
}

/**
 * The files and rings of the jobs of a file. Throws E_FIO_JOB for what cannot be verified, and for more rings than a run has.
 */
export function planJobFile(jobs: readonly FioJob[], seed: number): JobPlan {
  const planner = new Planner();
  const clones = jobs.flatMap((job) =>
    Array.from({ length: job.clones }, (_, clone) => ({ job, clone, names: nameFiles(job, clone) })),
  );
  for (const { job, names } of clones) planner.use(names, job.offset + regionBytes(job));
  const files = planner.layOut();
  const rings: JobRing[] = [];
  for (const { job, clone, names } of clones) {
    const name = job.clones === 1 ? job.name : `${job.name} ${clone + 1}`;
    const requests = requestsOf(job, clone, seed);
    rings.push({ name, job, work: planner.work(job, names, requests) });
    if (!job.verifies) continue;
    const back = readBack(requests);
    if (back.length > 0) rings.push({ name: `${name} read-back`, job, work: planner.work(job, names, back) });
  }
  if (rings.length > MOST_RINGS) {
    const [{ file, line } = { file: '', line: 1 }] = jobs;
    throw new LabError(
      'E_FIO_JOB',
      `${file}:${line}: ${rings.length} passes of jobs are more than the ${MOST_RINGS} of a run`,
      {
        hint: 'fewer jobs, or a smaller numjobs',
      },
    );
  }
  const notes = [...new Set(jobs.flatMap((job) => job.notes))];
  return { files, rings, notes: [...notes, ...describeDifferences(jobs, rings.length, planner.drained)] };
}
