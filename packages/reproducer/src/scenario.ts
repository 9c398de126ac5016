import type { Consumer, FaultClass, RingOptions } from '@uringlab/schema';
import type { Testbed } from './testbed/testbed.ts';

export const FILESYSTEMS = ['xfs', 'ext4', 'btrfs'] as const;
export type Filesystem = (typeof FILESYSTEMS)[number];

/** What a scenario can run on: one of those, or a file system in memory. */
export type ScenarioFilesystem = Filesystem | 'tmpfs';

/** A file of a scenario, filled with self-describing blocks before the first pass. */
export interface ScenarioFile {
  name: string;
  bytes: number;
  /** It is read with O_DIRECT. */
  direct?: boolean;
}

/** Reads of one pass, in submission order, or writes where a scenario says so. */
export interface ReadList {
  /** Index into the scenario's files. */
  file: number[];
  offset: number[];
  length: number[];
  /** Those that write instead; none without it. */
  write?: boolean[];
  /** What each has to bring, or writes; that of the arrangement without it. */
  generation?: number[];
  /** IOSQE_* bits of each; none without it. */
  sqeFlags?: number[];
}

/** What one ring does, where rings do not all do the same. */
export interface RingWork extends Pick<Arrangement, 'reads' | 'rwFlags' | 'randomAdvice'> {
  keepCache: boolean;
  /** O_DIRECT. */
  direct: boolean;
  /** What the range of each read or write holds when the ring is done. */
  generationAfter: number[];
}

/** Where an arranged scenario reads, and what has to be true of the page cache first. */
export interface Arrangement {
  reads: ReadList;
  /** RWF_* bits of every read, and their names. */
  rwFlags: number;
  requestFlags: string[];
  /** POSIX_FADV_RANDOM on the files that the ring reads. */
  randomAdvice: boolean;
  /** One sentence. */
  cacheState: string;
  /** Offsets whose first `bytes` are brought back into the cache after everything was dropped; by file. */
  touch: { offsets: number[][]; bytes: number };
  /** Generation that the reads expect; GENERATION, that of the first fill, without it. */
  generation?: number;
  /** Of each ring of the scenario in its order; what it says counts for more than the rest of this. */
  byRing?: readonly RingWork[];
  /** Brings the files back to what they were when all was arranged, before each pass. */
  restore?(): Promise<void>;
  /** RLIMIT_FSIZE of the process that makes the requests, in bytes. */
  fileSizeLimit?: number;
  /** The page cache is left as arrange() left it, where it would be dropped before each pass otherwise. */
  keepCache?: boolean;
  /** Every byte was last written by a write of so many bytes, at a multiple of it. */
  writeBytes?: number;
  /** The same read by a system call of its own, in the same cache state. */
  peer: { call: string; reads: number } | null;
}

export interface ScenarioOptions {
  /** Bytes of data; each scenario rounds it down to whole blocks, and up to the fewest it needs. */
  fileBytes: number;
  blockBytes: number;
  depth: number;
  seed: number;
  /** How often everything is read, at most, until a read comes back short. */
  passes: number;
}

/** What a scenario has in hand once its files are written. */
export interface LaidOut {
  /** Identity of the run, stamped into its blocks. */
  runId: bigint;
  bed: Testbed;
  files: readonly ScenarioFile[];
  options: ScenarioOptions;
  /** Bytes of a page of this machine. */
  pageBytes: number;
  signal: AbortSignal;
}

/** A setup, a workload and what has to come of it. One file each. */
export interface Scenario {
  name: string;
  title: string;
  /** Where the class of fault is known from in public: a bug, a commit, an issue. */
  references: readonly string[];
  /** What it shows, for people: two or three sentences. */
  description: string;
  /** The verdict the analyzer has to reach, by consumer; null where the kernel at hand decides. */
  expected: Readonly<Record<Consumer, FaultClass | null>>;
  /** The consumer that the scenario is about, taken where none is asked for; `ignore` without it. */
  consumer?: Consumer;
  filesystems: readonly ScenarioFilesystem[];
  /** It needs a file system in memory (tmpfs) of so many bytes and of its own, hence root; `filesystems` is tmpfs alone. */
  memoryBytes?(options: ScenarioOptions): number;
  /** It cannot do with a directory: it needs a loop device of its own, hence root. */
  needsLoop: boolean;
  /** Options of mkfs for this scenario, by file system. */
  mkfsArguments?: Readonly<Partial<Record<Filesystem, readonly string[]>>>;
  defaults: Omit<ScenarioOptions, 'seed' | 'passes'>;
  /** Passes in a guest, where it is the kernel that is in question: 1 for what shows at once or never, more for a race. */
  passesInGuest: number;
  /**
   * Pages of a block, at least: one page is in the cache or is not, so a read of it is never short inside the file. 0 where blocks need
   * not be pages at all.
   */
  minimumBlockPages: 0 | 1 | 2;
  /** Reads in flight that it takes at least; 1 without it. */
  minimumDepth?: 1 | 2;
  rings: readonly {
    name: string;
    ring: Pick<RingOptions, 'sqpoll' | 'registeredFiles' | 'registeredBuffers'> &
      Partial<Pick<RingOptions, 'depth' | 'batch' | 'slotsPerBuffer'>>;
  }[];
  /** Requests of a pass over all rings; those of whole files in whole blocks without it. */
  requests?: number;
  /** Where it comes from a job file: all lengths of its requests in bytes, and what of the file is not followed, a sentence each. */
  job?: { lengths: readonly number[]; notes: readonly string[] };
  layOut(options: ScenarioOptions): ScenarioFile[];
  /** After the files are written: decides the reads, and does to the device what has to be done to it. */
  arrange(laidOut: LaidOut): Promise<Arrangement>;
}
