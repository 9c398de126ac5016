import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import * as os from 'node:os';
import { LabError } from '@uringlab/schema';
import type { Made } from '@uringlab/undo';
import { TracePipeRecorder, UringError } from '@uringlab/uring-native';
import { TraceMarker } from '../trace-marker.ts';
import { locateTracefs } from '../tracefs.ts';
import { REFUSALS } from './refusals.ts';
import type { TracedMachine } from './traced-machine.ts';

function instanceAt(path: string): Made {
  return { kind: 'tracefs-instance', path };
}

/** The machine the lab runs on; what is made on it goes through the journal. */
export const thisMachine: TracedMachine = {
  locateTracefs,
  makeInstance: (path, journal) => journal.make(instanceAt(path), () => makeInstance(path)),
  removeInstance: async (path, journal) => {
    await journal.undo(instanceAt(path));
  },
  readControl: async (path) => await readFile(path).catch(() => Buffer.alloc(0)),
  writeControl: async (path, value) => {
    try {
      await writeFile(path, value, { flag: 'r+' });
      return undefined;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== undefined && REFUSALS.has(code)) return code;
      throw error;
    }
  },
  list: async (path) => {
    const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
    return entries.map((entry) => ({ name: entry.name, isDirectory: entry.isDirectory() }));
  },
  startReaders: async (cpus, subBufferBytes) => {
    const recorder = new TracePipeRecorder();
    try {
      await recorder.start({ cpus, subBufferBytes });
    } catch (cause) {
      // The native package has an error class of its own.
      if (!(cause instanceof UringError)) throw cause;
      const { code, message, hint } = cause;
      throw new LabError(code, message, { ...(hint === undefined ? {} : { hint }), cause });
    }
    return recorder;
  },
  openMarker: async (path) => new TraceMarker(path),
  uname: async () => `${os.type()} ${os.release()} ${os.machine()}`,
  ownProcess: async () => process.pid,
};

async function makeInstance(path: string): Promise<void> {
  await mkdir(path).catch((cause: NodeJS.ErrnoException) => {
    throw new LabError('E_TRACEFS_MISSING', `the kernel makes no tracefs instance: ${cause.code}`, {
      hint: 'the lab traces in instances of its own only; see whether tracing is locked down',
      cause,
    });
  });
}
