import { type FileHandle, mkdir, open, rename, rm, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { LabError, toLabError } from '@uringlab/schema/errors';
import type { ClosableSink, Sink, SinkDirectory } from '@uringlab/trace-export';
import { writeOutput } from '../../terminal/output.ts';

/** Where results go, and what stops it. */
export interface OutputRequest {
  /** A path, or - for standard output. */
  readonly path: string;
  /** What must not be written over. */
  readonly input: string;
  readonly signal: AbortSignal;
}

function explain(cause: unknown, path: string): unknown {
  const error = toLabError(cause);
  if (error === undefined || error === cause) return cause;
  return new LabError(error.code, `${path} cannot be written`, {
    cause,
    hint:
      error.code === 'E_NO_SPACE' ? 'make room, or write it somewhere else' : 'name another place with -o',
  });
}

async function findEntry(path: string) {
  return stat(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined;
    throw explain(cause, path);
  });
}

/** What is at the output's place now. Throws E_USAGE when it is the input. */
async function findPlace({ path, input }: OutputRequest) {
  const [there, source] = await Promise.all([
    findEntry(path),
    input === '-' ? undefined : stat(input).catch(() => undefined),
  ]);
  if (there !== undefined && there.dev === source?.dev && there.ino === source.ino) {
    throw new LabError('E_USAGE', `${path} is the input`, { hint: 'name another file with -o' });
  }
  return there;
}

/** A name beside the output's own, so that renaming is enough in the end. */
function nameTemporary(path: string): string {
  return join(dirname(path), `.${basename(path)}.uringlab-${process.pid}`);
}

function stopIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new LabError('E_INTERRUPTED', 'stopped by a signal; nothing was written');
}

function createSink(handle: FileHandle, path: string, signal: AbortSignal): ClosableSink {
  return {
    async write(bytes) {
      stopIfAborted(signal);
      try {
        await handle.appendFile(bytes);
      } catch (cause) {
        throw explain(cause, path);
      }
    },
    close: () => handle.close(),
  };
}

async function writeInto(
  place: string,
  { path, signal }: OutputRequest,
  write: (sink: Sink) => Promise<unknown>,
): Promise<void> {
  const handle = await open(place, 'w').catch((cause: unknown) => {
    throw explain(cause, path);
  });
  try {
    await write(createSink(handle, path, signal));
    stopIfAborted(signal);
  } finally {
    await handle.close();
  }
}

/**
 * Writes one file under a temporary name, which becomes its own when all is written: what is at `path` is never half of it. Throws
 * E_USAGE for the input's own path, E_PATH, E_NO_SPACE, E_INTERRUPTED.
 */
export async function writeFileWhole(
  request: OutputRequest,
  write: (sink: Sink) => Promise<unknown>,
): Promise<void> {
  const { path } = request;
  if (path === '-') {
    await write({ write: writeOutput });
    return;
  }
  const there = await findPlace(request);
  if (there?.isDirectory()) {
    throw new LabError('E_PATH', `${path} is a directory`, { hint: 'name a file with -o' });
  }
  // Devices and pipes stay what they are.
  if (there !== undefined && !there.isFile()) {
    await writeInto(path, request, write);
    return;
  }
  const temporary = nameTemporary(path);
  try {
    await writeInto(temporary, request, write);
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw explain(cause, path);
  }
}

/** The same for a directory of files; an empty one that is there is replaced. */
export async function writeDirectoryWhole(
  request: OutputRequest,
  write: (directory: SinkDirectory) => Promise<unknown>,
): Promise<void> {
  const { path, signal } = request;
  if (path === '-') {
    throw new LabError('E_USAGE', 'the format is several files, which standard output cannot take', {
      hint: 'name a directory with -o',
    });
  }
  const there = await findPlace(request);
  if (there !== undefined) {
    await rmdir(path).catch((cause: unknown) => {
      throw new LabError('E_PATH', `${path} is there and not an empty directory`, {
        cause,
        hint: 'name a new directory with -o',
      });
    });
  }
  const temporary = nameTemporary(path);
  const handles: FileHandle[] = [];
  try {
    await mkdir(temporary);
    await write({
      async create(name) {
        const handle = await open(join(temporary, name), 'wx');
        handles.push(handle);
        return createSink(handle, join(path, name), signal);
      },
    });
    stopIfAborted(signal);
    await rename(temporary, path);
  } catch (cause) {
    await Promise.all(handles.map((handle) => handle.close().catch(() => {})));
    await rm(temporary, { recursive: true, force: true });
    throw explain(cause, path);
  }
}
