import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errnoName, LabError } from '@uringlab/schema';
import type { Journal, Made } from '@uringlab/undo';
import { TracePipeRecorder, UringError } from '@uringlab/uring-native';
import { type ConfiguredInstance, configureInstance, type InstanceSettings } from './configure-instance.ts';
import { readControl, writeControl } from './control-files.ts';
import { parsePageHeader } from './page-header.ts';
import { TraceMarker } from './trace-marker.ts';
import { locateTracefs, type Tracefs } from './tracefs.ts';

/** The pages of one CPU, in a file. */
export interface CpuPages {
  cpu: number;
  file: string;
  bytes: number;
}

/** A recording tracefs instance, and the files its readers write to. All of it is in the journal. */
export class Recording {
  readonly tracefs: Tracefs;
  readonly instance: string;
  readonly #journal: Journal;
  readonly #instance: Made;
  readonly #pages: Made & { path: string };
  #marker: TraceMarker | undefined;
  #recorder: TracePipeRecorder | undefined;
  #drained: Promise<CpuPages[]> | undefined;
  #configured: ConfiguredInstance | undefined;

  private constructor(directory: string, tracefs: Tracefs, journal: Journal) {
    const name = `uringlab-${process.pid}-${randomBytes(4).toString('hex')}`;
    this.tracefs = tracefs;
    this.instance = join(tracefs.path, 'instances', name);
    this.#journal = journal;
    this.#instance = { kind: 'tracefs-instance', path: this.instance };
    this.#pages = { kind: 'directory', path: join(directory, `.${name}`) };
  }

  /** Throws E_NEEDS_ROOT, E_TRACEFS_MISSING, E_PATH, E_NO_SPACE; nothing is left behind then. */
  static async start(directory: string, journal: Journal, settings: InstanceSettings): Promise<Recording> {
    const recording = new Recording(directory, await locateTracefs(journal), journal);
    try {
      await recording.#start(settings);
    } catch (error) {
      // What stays in spite of this is in the journal, and undoAll reports it.
      await recording.close().catch(() => {});
      throw error;
    }
    return recording;
  }

  async #start(settings: InstanceSettings): Promise<void> {
    await this.#journal.make(this.#pages, () => makePagesDirectory(this.#pages.path));
    await this.#journal.make(this.#instance, () => makeInstance(this.instance));
    this.#configured = await configureInstance(this.tracefs.path, this.instance, settings);
    this.#marker = new TraceMarker(this.instance);
    const header = await readControl(join(this.instance, 'events/header_page'));
    const recorder = new TracePipeRecorder();
    await startReaders(recorder, {
      cpus: this.#configured.cpus.map((cpu) => ({
        cpu,
        source: join(this.instance, `per_cpu/cpu${cpu}/trace_pipe_raw`),
        target: this.#fileOf(cpu),
      })),
      subBufferBytes: parsePageHeader(header.toString('latin1')).subBufferBytes,
    });
    this.#recorder = recorder;
    await this.#control('tracing_on', '1');
  }

  #fileOf(cpu: number): string {
    return join(this.#pages.path, `cpu${cpu}`);
  }

  async #control(file: string, value: string): Promise<void> {
    const refusal = await writeControl(join(this.instance, file), value);
    if (refusal !== undefined) this.configured.missing.push(`${file}: ${refusal} on writing ${value}`);
  }

  get configured(): ConfiguredInstance {
    if (this.#configured === undefined) throw new Error('the instance is not configured yet');
    return this.#configured;
  }

  mark(text: string): void {
    this.#marker?.write(text);
  }

  /** Ends the recording, and reads to the end what the kernel still holds. */
  drain(): Promise<CpuPages[]> {
    this.#drained ??= this.#drain();
    return this.#drained;
  }

  async #drain(): Promise<CpuPages[]> {
    if (this.#recorder === undefined) return [];
    await this.#control('tracing_on', '0');
    const results = await this.#recorder.stop();
    const { missing } = this.configured;
    for (const { cpu, errno } of results) {
      if (errno !== 0)
        missing.push(`cpu${cpu}: ${errnoName(-Math.abs(errno)) ?? errno} while its pages were read`);
    }
    if (this.#marker?.refusal !== undefined) missing.push(this.#marker.refusal);
    return results.map(({ cpu, bytes }) => ({ cpu, bytes, file: this.#fileOf(cpu) }));
  }

  /** Removes the instance, and the tracefs mount made for it. The files of the pages stay. */
  async removeInstance(): Promise<void> {
    await this.drain().finally(() => this.#marker?.close());
    await this.#journal.undo(this.#instance);
    await this.tracefs.release();
  }

  /** Removes everything. Twice is fine. */
  async close(): Promise<void> {
    await this.removeInstance().finally(() => this.#journal.undo(this.#pages));
  }
}

/** Throws LabError, where the native package has an error class of its own. */
async function startReaders(
  recorder: TracePipeRecorder,
  pipes: Parameters<TracePipeRecorder['start']>[0],
): Promise<void> {
  try {
    await recorder.start(pipes);
  } catch (cause) {
    if (!(cause instanceof UringError)) throw cause;
    throw new LabError(cause.code, cause.message, {
      ...(cause.hint === undefined ? {} : { hint: cause.hint }),
      cause,
    });
  }
}

async function makePagesDirectory(path: string): Promise<void> {
  await mkdir(path, { mode: 0o700 }).catch((cause: NodeJS.ErrnoException) => {
    const code = cause.code === 'ENOSPC' ? 'E_NO_SPACE' : 'E_PATH';
    throw new LabError(code, `no trace can be written in ${dirname(path)}: ${cause.code}`, {
      hint: 'choose another directory',
      cause,
    });
  });
}

async function makeInstance(path: string): Promise<void> {
  await mkdir(path).catch((cause: NodeJS.ErrnoException) => {
    throw new LabError('E_TRACEFS_MISSING', `the kernel makes no tracefs instance: ${cause.code}`, {
      hint: 'the lab traces in instances of its own only; see whether tracing is locked down',
      cause,
    });
  });
}
