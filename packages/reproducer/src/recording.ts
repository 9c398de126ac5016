import { type Capture, EVENT_SETS, KernelLog, startCapture } from '@uringlab/capture';
import { type CaptureSummary, LabError } from '@uringlab/schema';
import type { Journal } from '@uringlab/undo';
import type { Testbed } from './testbed/testbed.ts';

const CLOCK = 'mono';

/** The layers of a read, from the ring down to the block device. */
function eventsFor(filesystem: string): string[] {
  const layers = ['io_uring', 'filemap', 'readahead', 'iomap', 'block'] as const;
  const own =
    filesystem === 'xfs' || filesystem === 'ext4' || filesystem === 'btrfs' ? EVENT_SETS[filesystem] : [];
  return [...layers.flatMap((layer) => EVENT_SETS[layer]), ...own];
}

/** A part of a run during which the kernel is recorded, if it lets itself be. */
export class Recording {
  readonly #directory: string;
  readonly #bed: Testbed;
  readonly #journal: Journal;
  readonly #kernelLog = KernelLog.start();
  #capture: Capture | undefined;
  #refusal: string | undefined;

  constructor(directory: string, bed: Testbed, journal: Journal) {
    this.#directory = directory;
    this.#bed = bed;
    this.#journal = journal;
  }

  /** Starts the trace; false where tracing is not to be had, which is no reason not to go on. */
  async start(): Promise<boolean> {
    const { device, fileDevice, filesystem } = this.#bed.description;
    try {
      this.#capture = await startCapture(
        {
          directory: this.#directory,
          events: eventsFor(filesystem),
          clock: CLOCK,
          devices: [device, fileDevice],
          pids: [process.pid],
        },
        this.#journal,
      );
      return true;
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      if (error.code !== 'E_NEEDS_ROOT' && error.code !== 'E_TRACEFS_MISSING') throw error;
      this.#refusal = `${error.code}: ${error.message}${error.hint === undefined ? '' : ` (${error.hint})`}`;
      return false;
    }
  }

  /** Writes trace.dat; without a trace the summary says why there is none. */
  async stop(reasons: readonly string[]): Promise<CaptureSummary> {
    if (this.#capture !== undefined) return this.#capture.stop();
    const missing = this.#refusal === undefined ? [...reasons] : [this.#refusal];
    return { trace: null, missing, clock: CLOCK, events: [], cpus: [] };
  }

  /** What the kernel logged since the recording was made. */
  kernelLog(): { text: string; missing: string[] } {
    return this.#kernelLog.stop();
  }

  /** Lets go of everything without a result; fine after `stop`. */
  async discard(): Promise<void> {
    this.#kernelLog.stop();
    await this.#capture?.discard();
  }
}
