import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errnoName, LabError } from '@uringlab/schema';
import type { Journal, Made } from '@uringlab/undo';
import { type ConfiguredInstance, configureInstance, type InstanceSettings } from './configure-instance.ts';
import type { Marker, PageReaders, TracedMachine } from './machine/traced-machine.ts';
import { parsePageHeader } from './page-header.ts';
import type { Tracefs } from './tracefs.ts';

/** The pages of one CPU, in a file. */
export interface CpuPages {
  cpu: number;
  file: string;
  bytes: number;
}

/** A recording tracefs instance, and the files its readers write to. What of it is on this machine is in the journal. */
export class Recording {
  readonly tracefs: Tracefs;
  readonly instance: string;
  readonly #journal: Journal;
  readonly #machine: TracedMachine;
  readonly #pages: Made & { path: string };
  #isMade = false;
  #marker: Marker | undefined;
  #readers: PageReaders | undefined;
  #drained: Promise<CpuPages[]> | undefined;
  #configured: ConfiguredInstance | undefined;

  private constructor(directory: string, machine: TracedMachine, tracefs: Tracefs, journal: Journal) {
    const name = `uringlab-${process.pid}-${randomBytes(4).toString('hex')}`;
    this.tracefs = tracefs;
    this.instance = join(tracefs.path, 'instances', name);
    this.#machine = machine;
    this.#journal = journal;
    this.#pages = { kind: 'directory', path: join(directory, `.${name}`) };
  }

  /** Throws E_NEEDS_ROOT, E_TRACEFS_MISSING, E_PATH, E_NO_SPACE; nothing is left behind then. */
  static async start(
    directory: string,
    machine: TracedMachine,
    journal: Journal,
    settings: InstanceSettings,
  ): Promise<Recording> {
    const recording = new Recording(directory, machine, await machine.locateTracefs(journal), journal);
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
    const machine = this.#machine;
    await this.#journal.make(this.#pages, () => makePagesDirectory(this.#pages.path));
    await machine.makeInstance(this.instance, this.#journal);
    this.#isMade = true;
    this.#configured = await configureInstance(machine, this.tracefs.path, this.instance, settings);
    this.#marker = await machine.openMarker(join(this.instance, 'trace_marker'));
    const header = await machine.readControl(join(this.instance, 'events/header_page'));
    const pipes = this.#configured.cpus.map((cpu) => ({
      cpu,
      source: join(this.instance, `per_cpu/cpu${cpu}/trace_pipe_raw`),
      target: this.#fileOf(cpu),
    }));
    const { subBufferBytes } = parsePageHeader(header.toString('latin1'));
    this.#readers = await machine.startReaders(pipes, subBufferBytes);
    await this.#control('tracing_on', '1');
  }

  #fileOf(cpu: number): string {
    return join(this.#pages.path, `cpu${cpu}`);
  }

  async #control(file: string, value: string): Promise<void> {
    const refusal = await this.#machine.writeControl(join(this.instance, file), value);
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
    if (this.#readers === undefined) return [];
    // Marks that are under way are refused once tracing is off.
    await this.#marker?.close();
    await this.#control('tracing_on', '0');
    const results = await this.#readers.stop();
    const { missing } = this.configured;
    for (const { cpu, errno } of results) {
      if (errno !== 0)
        missing.push(`cpu${cpu}: ${errnoName(-Math.abs(errno)) ?? errno} while its pages were read`);
    }
    const refusal = this.#marker?.refusal();
    if (refusal !== undefined) missing.push(refusal);
    return results.map(({ cpu, bytes }) => ({ cpu, bytes, file: this.#fileOf(cpu) }));
  }

  /** Removes the instance, and the tracefs mount made for it. The files of the pages stay. */
  async removeInstance(): Promise<void> {
    await this.drain().finally(() => this.#marker?.close());
    if (this.#isMade) await this.#machine.removeInstance(this.instance, this.#journal);
    await this.tracefs.release();
  }

  /** Removes everything. Twice is fine. */
  async close(): Promise<void> {
    await this.removeInstance().finally(() => this.#journal.undo(this.#pages));
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
