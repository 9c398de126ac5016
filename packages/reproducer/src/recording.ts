import {
  type Capture,
  type CaptureRequest,
  EVENT_SETS,
  type KernelLogInterval,
  startCapture,
} from '@uringlab/capture';
import { type CaptureSummary, LabError } from '@uringlab/schema';
import type { Journal } from '@uringlab/undo';
import type { Followed, Site } from './site/site.ts';
import type { Testbed } from './testbed/testbed.ts';

const CLOCK = 'mono';

const FILESYSTEMS = ['xfs', 'ext4', 'btrfs'] as const;
/** The layers of a read, from the ring down to the block device. */
const LAYERS = ['io_uring', 'filemap', 'readahead', 'iomap', 'block'] as const;

/** What is recorded, and whose. */
export type RecordingScope = Pick<CaptureRequest, 'events' | 'devices' | 'pids' | 'programs'>;

/** Names that a plan's executor has as a process of its own (uring-native, executeApart()): here, and in a guest. */
const EXECUTORS = ['uring-agent', 'exe'];

/** What the process that reads does on the test bed. */
export function scopeOfTestbed(
  { device, fileDevice, filesystem }: Testbed['description'],
  process: number,
  further: readonly string[] = [],
): RecordingScope {
  const own = FILESYSTEMS.filter((name) => name === filesystem);
  return {
    events: [...[...LAYERS, ...own].flatMap((layer) => EVENT_SETS[layer]), ...further],
    devices: [device, fileDevice],
    pids: [process],
    programs: EXECUTORS,
  };
}

/** What anybody does on any file system: of a command it is not known beforehand which files it uses, and by which threads. */
export const SCOPE_OF_COMMANDS: RecordingScope = {
  events: [...LAYERS, ...FILESYSTEMS].flatMap((layer) => EVENT_SETS[layer]),
};

/** A part of a run during which the kernel is recorded, if it lets itself be. */
export class Recording {
  readonly #directory: string;
  readonly #scope: RecordingScope;
  readonly #journal: Journal;
  readonly #site: Site;
  readonly #kernelLog: Followed<KernelLogInterval>;
  #capture: Capture | undefined;
  #refusal: string | undefined;

  private constructor(
    directory: string,
    scope: RecordingScope,
    journal: Journal,
    site: Site,
    kernelLog: Followed<KernelLogInterval>,
  ) {
    this.#directory = directory;
    this.#scope = scope;
    this.#journal = journal;
    this.#site = site;
    this.#kernelLog = kernelLog;
  }

  /** The kernel log is followed from now on, the trace from start() on. */
  static async open(
    directory: string,
    scope: RecordingScope,
    journal: Journal,
    site: Site,
  ): Promise<Recording> {
    return new Recording(directory, scope, journal, site, await site.followKernelLog());
  }

  /** Starts the trace; false where tracing is not to be had, which is no reason not to go on. */
  async start(): Promise<boolean> {
    try {
      this.#capture = await startCapture(
        { directory: this.#directory, clock: CLOCK, ...this.#scope },
        this.#journal,
        this.#site.traced,
      );
      return true;
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      if (error.code !== 'E_NEEDS_ROOT' && error.code !== 'E_TRACEFS_MISSING') throw error;
      this.#refusal = `${error.code}: ${error.message}${error.hint === undefined ? '' : ` (${error.hint})`}`;
      return false;
    }
  }

  /** Throws away what was recorded since start(), and starts again. */
  async restart(): Promise<void> {
    await this.#capture?.discard();
    this.#capture = undefined;
    await this.start();
  }

  /** Writes trace.dat; without a trace the summary says why there is none. */
  async stop(reasons: readonly string[]): Promise<CaptureSummary> {
    if (this.#capture !== undefined) return this.#capture.stop();
    const missing = this.#refusal === undefined ? [...reasons] : [this.#refusal];
    return { trace: null, missing, clock: CLOCK, events: [], cpus: [] };
  }

  /** What the kernel logged since the recording was made. */
  kernelLog(): Promise<KernelLogInterval> {
    return this.#kernelLog.stop();
  }

  /** Lets go of everything without a result; fine after `stop`. */
  async discard(): Promise<void> {
    await this.#kernelLog.stop();
    await this.#capture?.discard();
  }
}
