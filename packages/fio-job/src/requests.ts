import { randomNumbers } from '@uringlab/schema';
import type { BlockSizes } from './block-sizes.ts';
import { FreeBlocks } from './free-blocks.ts';
import type { FioJob } from './job.ts';
import { refuse } from './place.ts';

/** One request: bytes [offset, offset + length) of a file of the job. */
export interface JobRequest {
  write: boolean;
  /** Index into the files of the job. */
  file: number;
  offset: number;
  length: number;
}

/** What is verified and stamped is a sector: every block is made of these. */
const SECTOR_BYTES = 512;

/** More would be a plan of gigabytes. */
const MOST_REQUESTS = 4_000_000;

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

function draw(sizes: BlockSizes, random: () => number): number {
  const [only] = sizes;
  if (sizes.length === 1 && only !== undefined) return only.bytes;
  let at = random() * sizes.reduce((sum, { weight }) => sum + weight, 0);
  for (const { bytes, weight } of sizes) {
    at -= weight;
    if (at < 0) return bytes;
  }
  return sizes.at(-1)?.bytes ?? 0;
}

/** Where the next request of one kind goes, in each file by its own. */
interface Places {
  /** Null when the file has nothing left. */
  next(file: number, bytes: number): { offset: number; length: number } | null;
}

function inOrder(fileBytes: number, files: number): Places {
  const positions = new Array<number>(files).fill(0);
  return {
    next: (file, bytes) => {
      const offset = positions[file] ?? 0;
      if (offset >= fileBytes) return null;
      const length = Math.min(bytes, fileBytes - offset);
      positions[file] = offset + length;
      return { offset, length };
    },
  };
}

function eachOnce(fileBytes: number, files: number, unit: number, random: () => number): Places {
  const free = Array.from({ length: files }, () => new FreeBlocks(Math.floor(fileBytes / unit)));
  return {
    next: (file, bytes) => {
      const taken = free[file]?.take(random(), bytes / unit);
      return taken === undefined ? null : { offset: taken.first * unit, length: taken.units * unit };
    },
  };
}

function anywhere(fileBytes: number, unit: number, random: () => number): Places {
  return {
    next: (_, bytes) => {
      const offset = Math.floor((random() * (fileBytes - bytes + 1)) / unit) * unit;
      return offset < 0 ? null : { offset, length: bytes };
    },
  };
}

function unitOf({ blocks, name, file, line }: FioJob): number {
  const all = [...blocks.read, ...blocks.write].map(({ bytes }) => bytes);
  for (const bytes of all) {
    if (bytes === 0 || bytes % SECTOR_BYTES !== 0)
      throw refuse(
        { file, line },
        `${name} has blocks of ${bytes} bytes`,
        `the lab verifies sectors: blocks are multiples of ${SECTOR_BYTES} bytes`,
      );
  }
  return all.reduce(greatestCommonDivisor);
}

/** Bytes of each file of a job: whole sectors, from its offset on. */
export function regionBytes(job: FioJob): number {
  return Math.floor(job.size / job.files / SECTOR_BYTES) * SECTOR_BYTES;
}

/**
 * The requests of one pass of a clone of a job, in the order of their submission: the files in turns, blocks in the order of their
 * offsets or each once at random. The order is that of `seed`, not fio's. Throws E_FIO_JOB for blocks that the lab cannot verify, and for
 * too many requests.
 */
export function requestsOf(job: FioJob, clone: number, seed: number): JobRequest[] {
  const unit = unitOf(job);
  const random = randomNumbers((job.seed ?? seed) + clone * 0x9e3779b9);
  const fileBytes = regionBytes(job);
  if (fileBytes < unit)
    throw refuse(
      job,
      `${job.name} has files of ${fileBytes} bytes and blocks of ${unit}`,
      'a size of a block at least for each file',
    );
  const make = (): Places => {
    if (!job.pattern.random) return inOrder(fileBytes, job.files);
    return job.withoutMap ? anywhere(fileBytes, unit, random) : eachOnce(fileBytes, job.files, unit, random);
  };
  const reads = make();
  // Reads and writes at random share one map; in order, each has a position of its own (filesetup.h, last_pos).
  const writes = job.pattern.random ? reads : make();
  const requests: JobRequest[] = [];
  const open = new Set(Array.from({ length: job.files }, (_, file) => file));
  let file = 0;
  for (let left = job.ioSize; left > 0 && open.size > 0; file = (file + 1) % job.files) {
    if (!open.has(file)) continue;
    const write = job.readShare === 0 || (job.readShare < 100 && random() * 100 >= job.readShare);
    const bytes = draw(write ? job.blocks.write : job.blocks.read, random);
    const place = (write ? writes : reads).next(file, bytes);
    if (place === null) {
      open.delete(file);
      continue;
    }
    requests.push({ write, file, offset: job.offset + place.offset, length: place.length });
    left -= place.length;
    if (requests.length > MOST_REQUESTS)
      throw refuse(
        job,
        `${job.name} makes more than ${MOST_REQUESTS} requests`,
        'a smaller size, or larger blocks',
      );
  }
  return requests;
}
