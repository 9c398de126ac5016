import { randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoName, LabError } from '@uringlab/schema';
import { type Agent, type RecordedPipe, type TracePipe, UringError } from '@uringlab/uring-native';
import { REFUSALS } from './refusals.ts';
import type { Marker, PageReaders, TracedMachine } from './traced-machine.ts';

const TRACEFS = '/sys/kernel/tracing';
/** In the memory of the guest. */
const SCRATCH = '/tmp';
const COPY_BYTES = 4 << 20;

/** The errno of the guest, by name; throws what is not about a file of the guest. */
function nameOf(error: unknown): string {
  const errno = error instanceof UringError && error.code !== 'E_AGENT' ? error.errno : undefined;
  const name = errno === undefined ? undefined : errnoName(-errno)?.slice(1);
  if (name === undefined) throw error;
  return name;
}

/**
 * A guest, by its agent. It is thrown away after its run, so nothing of it is in a journal; what is made in it is removed all the
 * same, for the next run in the same boot.
 */
export function guestMachine(agent: Agent): TracedMachine {
  const readControl = async (path: string): Promise<Buffer> =>
    await agent.readFile(path).catch((error: unknown) => {
      nameOf(error);
      return Buffer.alloc(0);
    });
  return {
    locateTracefs: async () => {
      const available = await readControl(join(TRACEFS, 'available_events'));
      if (available.length === 0)
        throw new LabError('E_TRACEFS_MISSING', `the guest has no tracefs at ${TRACEFS}`, {
          hint: 'build its kernel with CONFIG_FTRACE=y',
        });
      return { path: TRACEFS, release: async () => {} };
    },
    makeInstance: async (path) => {
      await agent.makeDirectory(path).catch((cause: unknown) => {
        throw new LabError('E_TRACEFS_MISSING', `the guest makes no tracefs instance: ${nameOf(cause)}`, {
          cause,
        });
      });
    },
    // Of a guest that has gone there is nothing left to remove.
    removeInstance: async (path) => {
      await agent.removeDirectory(path).catch(() => {});
    },
    readControl,
    writeControl: async (path, value) => {
      try {
        await agent.writeFile(path, value, { way: 'update' });
        return undefined;
      } catch (error) {
        const name = nameOf(error);
        if (REFUSALS.has(name)) return name;
        throw error;
      }
    },
    list: async (path) =>
      await agent.readDirectory(path).catch((error: unknown) => {
        nameOf(error);
        return [];
      }),
    startReaders: (pipes, subBufferBytes) => startReaders(agent, pipes, subBufferBytes),
    openMarker: async (path) => openMarker(agent, path),
    uname: async () => {
      const names = ['ostype', 'osrelease'].map((name) => readControl(`/proc/sys/kernel/${name}`));
      const [type, release] = (await Promise.all(names)).map((text) => text.toString('latin1').trim());
      // The agent is built for no other machine.
      return `${type} ${release} x86_64`;
    },
    ownProcess: async () => Number.parseInt((await agent.readFile('/proc/self/stat')).toString('latin1'), 10),
  };
}

/** The guest takes the pages into files of its own; they come here when the recording has ended. */
async function startReaders(
  agent: Agent,
  pipes: readonly TracePipe[],
  subBufferBytes: number,
): Promise<PageReaders> {
  const prefix = join(SCRATCH, `uringlab-${randomBytes(4).toString('hex')}-cpu`);
  const readers = pipes.map((pipe) => {
    const there = `${prefix}${pipe.cpu}`;
    const { ended, stop } = agent.recordTracePipe(pipe.source, there, subBufferBytes);
    // It is stop() that tells; until then nobody listens.
    ended.catch(() => {});
    return { pipe, there, ended, stop };
  });
  const stop = async (): Promise<RecordedPipe[]> => {
    for (const reader of readers) reader.stop();
    const recorded: RecordedPipe[] = [];
    for (const { pipe, there, ended } of readers) {
      const { bytes, errno } = await ended;
      await copyHere(agent, there, pipe.target, bytes);
      await agent.removeFile(there);
      recorded.push({ cpu: pipe.cpu, bytes, pages: bytes / subBufferBytes, errno });
    }
    return recorded;
  };
  // Files that could not be opened have been told when a later call is answered.
  await agent.statfs(SCRATCH);
  const early = await Promise.race([
    Promise.all(readers.map(({ ended }) => ended)).then(
      () => undefined,
      (error: unknown) => error,
    ),
    new Promise<undefined>((resolve) => setImmediate(resolve, undefined)),
  ]);
  if (early === undefined) return { stop };
  for (const reader of readers) reader.stop();
  await Promise.allSettled(readers.map(({ ended }) => ended));
  throw early;
}

async function copyHere(agent: Agent, there: string, here: string, bytes: number): Promise<void> {
  const target = await open(here, 'w');
  try {
    for (let offset = 0; offset < bytes; ) {
      const part = await agent.readFile(there, { offset, length: Math.min(COPY_BYTES, bytes - offset) });
      if (part.length === 0)
        throw new LabError('E_SYSTEM', `${there} of the guest is shorter than was recorded`);
      await target.writeFile(part);
      offset += part.length;
    }
  } finally {
    await target.close();
  }
}

function openMarker(agent: Agent, path: string): Marker {
  let refusal: string | undefined;
  let written: Promise<void> = Promise.resolve();
  return {
    write: (text) => {
      const line = `${text.replace(/\p{Cc}/gu, ' ')}\n`;
      written = written
        .then(() => agent.writeFile(path, line, { way: 'update' }))
        .catch((error: unknown) => {
          refusal ??= `trace_marker: ${(error as Error).message}`;
        });
    },
    refusal: () => refusal,
    close: () => written,
  };
}
