import { createReadStream, fstatSync, openSync, statSync } from 'node:fs';
import type { RawRecording } from '../container/raw-recording.ts';
import { type OpenInputOptions, openRaw, openSource } from '../open-trace.ts';
import type { ByteSource } from '../source/byte-source.ts';
import type { Trace } from '../trace.ts';
import { TraceError } from '../trace-error.ts';
import { FileSource } from './file-source.ts';
import { FileStorage } from './spool.ts';
import { codeOfSystemError } from './system-error.ts';

/** A trace that is read from files, which `close` closes; after it no more events can be had. */
export type TraceFile = Trace & { close(): void };

export interface OpenFileOptions extends OpenInputOptions {
  /** Where temporary files go; the system's place for them without it. */
  readonly temporaryDirectory?: string;
}

/** Raw pages in files: as `RawRecording`, with the path of each CPU's file. */
export interface RawFiles extends Omit<RawRecording, 'cpus'> {
  readonly cpus: readonly { readonly cpu: number; readonly path: string }[];
}

const SPOOL_LIMIT = 64 * 1024 * 1024 * 1024;

/** Files of tracefs and procfs are regular files of size 0 that have content all the same. */
function canReadInPlace(stats: { isFile(): boolean; size: number }): boolean {
  return stats.isFile() && stats.size > 0;
}

function reject(path: string, cause: unknown): never {
  throw codeOfSystemError(cause) === undefined
    ? cause
    : new TraceError('E_PATH', `${path}: ${(cause as Error).message}`, {
        cause,
        hint: 'give the path of a trace, or - for standard input',
      });
}

/** Files opened for one trace. */
class OpenFiles {
  readonly storage: FileStorage;
  readonly #files: FileSource[] = [];

  constructor(options: OpenFileOptions) {
    this.storage = new FileStorage(options.sizeLimit ?? SPOOL_LIMIT, options.temporaryDirectory);
  }

  /** The content of a file in place; pipes, devices and standard input are spooled. */
  async open(path: string): Promise<ByteSource> {
    if (path === '-' && !canReadInPlace(fstatSync(0))) return this.storage.store(process.stdin);
    const place = path === '-' ? '/dev/stdin' : path;
    try {
      const stats = statSync(place);
      if (stats.isDirectory()) throw new TraceError('E_PATH', 'it is a directory');
      if (canReadInPlace(stats)) {
        const file = new FileSource(openSync(place, 'r'));
        this.#files.push(file);
        return file;
      }
    } catch (cause) {
      reject(path, cause);
    }
    return await this.#spool(place);
  }

  async #spool(path: string): Promise<ByteSource> {
    try {
      return await this.storage.store(createReadStream(path));
    } catch (cause) {
      const code = codeOfSystemError(cause);
      if (cause instanceof TraceError || code === undefined) throw cause;
      throw new TraceError(code, `${path}: ${(cause as Error).message}`, { cause });
    }
  }

  close(): void {
    for (const file of this.#files) file.close();
    this.storage.close();
  }
}

async function openWith(
  options: OpenFileOptions,
  open: (files: OpenFiles) => Promise<Trace>,
): Promise<TraceFile> {
  const files = new OpenFiles(options);
  try {
    return Object.assign(await open(files), { close: () => files.close() });
  } catch (cause) {
    files.close();
    throw cause;
  }
}

/**
 * Opens the trace in a file as `openTrace` does. An uncompressed file is read in place, as far as it is needed; what comes from a pipe, from
 * standard input (`-`) or compressed is put into a temporary file first. Throws TraceError: E_PATH, E_NO_SPACE, E_TRACE_UNREADABLE.
 */
export async function openTraceFile(path: string, options: OpenFileOptions = {}): Promise<TraceFile> {
  return openWith(options, async (files) => openSource(await files.open(path), files.storage, options));
}

/** Opens raw pages of the ring buffer, a file to a CPU. */
export async function openRawFiles(raw: RawFiles, options: OpenFileOptions = {}): Promise<TraceFile> {
  return openWith(options, async (files) => {
    const cpus = await Promise.all(
      raw.cpus.map(async ({ cpu, path }) => ({ cpu, source: await files.open(path) })),
    );
    return openRaw({ ...raw, cpus }, files.storage, options);
  });
}
