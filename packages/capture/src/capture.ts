import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type CaptureSummary, LabError, RUN_FILES } from '@uringlab/schema';
import type { Journal } from '@uringlab/undo';
import { parseCpuStats } from './cpu-stats.ts';
import type { DeviceNumbers } from './event-filters.ts';
import { thisMachine } from './machine/this-machine.ts';
import type { TracedMachine } from './machine/traced-machine.ts';
import { type CpuPages, Recording } from './recording.ts';
import { selectReferencedSymbols } from './referenced-symbols.ts';
import { writeTraceDat } from './trace-dat.ts';
import { readKernelSymbols, readTraceMetadata } from './trace-metadata.ts';

export interface CaptureRequest {
  /** Where trace.dat goes. */
  directory: string;
  /** Globs as trace-cmd's `-e` takes them: `io_uring`, `xfs:xfs_file*`, `block_bio_*`. */
  events: readonly string[];
  /** `mono` puts events and CLOCK_MONOTONIC stamps on one axis. */
  clock?: 'mono';
  /**
   * Events that name a device are kept for these alone. A mounted file system has a number of its own (st_dev),
   * which on btrfs is not the block device's: give both.
   */
  devices?: readonly DeviceNumbers[];
  /** io_uring events are kept for the threads of these processes and the kernel's helpers alone. */
  pids?: readonly number[];
  /** So they are for programs of these names (comm), which may be started later; of no meaning without `pids`. */
  programs?: readonly string[];
  /** Size of the kernel's buffer for each CPU; by default 8 MiB, less on machines with more than 64 CPUs. */
  bufferKibPerCpu?: number;
}

export interface Capture {
  /** Path of the tracefs instance. */
  readonly instance: string;
  /** `system:event`, as enabled. */
  readonly events: readonly string[];
  /** What was asked for and is not to be had. */
  readonly missing: readonly string[];
  /** Puts a `print` event with this text into the trace. */
  mark(text: string): void;
  /** Stops, takes the instance away and writes trace.dat. A second call gives the first one's answer. Throws E_NO_SPACE. */
  stop(): Promise<CaptureSummary>;
  /** Stops and takes the instance away, without a trace.dat. Fine after `stop`, and twice. */
  discard(): Promise<void>;
}

/**
 * Starts to record in a tracefs instance of its own, on this machine or another; what it makes here goes through the journal. End it with `stop` or
 * `discard` before `journal.undoAll`: an instance cannot be removed while it is being read.
 *
 * Throws E_NEEDS_ROOT, E_TRACEFS_MISSING (also when the kernel makes no instances), E_PATH or E_NO_SPACE for the directory.
 */
export async function startCapture(
  request: CaptureRequest,
  journal: Journal,
  machine: TracedMachine = thisMachine,
): Promise<Capture> {
  const directory = await stat(request.directory).catch(() => undefined);
  if (!directory?.isDirectory()) throw new LabError('E_PATH', `${request.directory} is not a directory`);
  const pids = request.pids ?? [];
  const recording = await Recording.start(request.directory, machine, journal, {
    events: request.events,
    clock: request.clock ?? 'mono',
    devices: request.devices ?? [],
    pids,
    programs: request.programs ?? [],
    bufferKibPerCpu: request.bufferKibPerCpu,
  });
  const { events, missing } = recording.configured;
  let summary: Promise<CaptureSummary> | undefined;
  return {
    instance: recording.instance,
    events,
    missing,
    mark: (text) => recording.mark(text),
    stop: () => {
      summary ??= finish(machine, recording, join(request.directory, RUN_FILES.trace), pids);
      return summary;
    },
    discard: async () => {
      await summary?.catch(() => {});
      summary ??= Promise.reject(new LabError('E_INTERRUPTED', 'the capture was discarded'));
      summary.catch(() => {});
      await recording.close();
    },
  };
}

async function finish(
  machine: TracedMachine,
  recording: Recording,
  target: string,
  pids: readonly number[],
): Promise<CaptureSummary> {
  try {
    const { cpus, clock, eventFormats, events, missing } = recording.configured;
    const pages = await recording.drain();
    // Symbols belong to the kernel, not to the instance: a guest reads them while that is taken away.
    const [metadata, symbols] = await Promise.all([
      readTraceMetadata(machine, recording.tracefs.path, recording.instance, eventFormats, cpus, [
        await machine.ownProcess(),
        ...pids,
      ]).then((read) => recording.removeInstance().then(() => read)),
      readKernelSymbols(machine),
    ]);
    const files = pages.filter(({ bytes }) => bytes > 0).map(({ file }) => file);
    const kallsyms = await selectReferencedSymbols(symbols, metadata.layout.longBytes, files);
    await writeTraceDat(target, { ...metadata, kallsyms }, byCpu(pages));
    return {
      trace: RUN_FILES.trace,
      missing,
      clock,
      events,
      cpus: cpus.map((cpu, index) => {
        const stats = parseCpuStats(metadata.cpuStats[index]?.toString('latin1') ?? '');
        return { cpu, bytes: pages.find((page) => page.cpu === cpu)?.bytes ?? 0, ...stats };
      }),
    };
  } catch (cause) {
    await rm(target, { force: true });
    if ((cause as NodeJS.ErrnoException).code !== 'ENOSPC') throw cause;
    throw new LabError('E_NO_SPACE', `no room for ${target}`, {
      hint: 'choose another directory',
      cause,
    });
  } finally {
    await recording.close();
  }
}

/** trace.dat of version 6 has a place for every CPU up to the last, also for those that are not there. */
function byCpu(pages: readonly CpuPages[]): (string | undefined)[] {
  const files: (string | undefined)[] = [];
  for (const { cpu, file, bytes } of pages) if (bytes > 0) files[cpu] = file;
  const count = Math.max(0, ...pages.map(({ cpu }) => cpu + 1));
  return Array.from({ length: count }, (_, cpu) => files[cpu]);
}
