import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Trace } from '@uringlab/trace-parser';
import { openTraceFile } from '@uringlab/trace-parser/node';

const RECORDINGS = join(import.meta.dirname, '../../fixtures');

/** Recordings of the trace parser, of which this package keeps the ones it needs. */
export const NAMES = ['uring-xfs-v7', 'write-v6', 'lossy-two-instances-v7'] as const;

export function readRecording(name: string): Uint8Array {
  return new Uint8Array(gunzipSync(readFileSync(join(RECORDINGS, `${name}.dat.gz`))));
}

/** Runs with a directory of its own. */
export async function withDirectory<T>(use: (directory: string) => Promise<T> | T): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'trace-export-'));
  try {
    return await use(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Opens bytes as a file, as a user would. */
export function withTrace<T>(bytes: Uint8Array, use: (trace: Trace) => Promise<T> | T): Promise<T> {
  return withDirectory(async (directory) => {
    const file = join(directory, 'trace.dat');
    writeFileSync(file, bytes);
    const trace = await openTraceFile(file);
    try {
      return await use(trace);
    } finally {
      trace.close();
    }
  });
}

export const withoutTraceCmd =
  spawnSync('trace-cmd', ['--version']).error === undefined ? '' : 'trace-cmd is not installed';

/** What `trace-cmd report -N -t` says of a trace.dat, and what it complains about. */
export function reportWithTraceCmd(bytes: Uint8Array): Promise<{ text: string; complaints: string }> {
  return withDirectory((directory) => {
    const file = join(directory, 'trace.dat');
    writeFileSync(file, bytes);
    const { stdout, stderr } = spawnSync('trace-cmd', ['report', '-N', '-t', '-i', file], {
      encoding: 'latin1',
      maxBuffer: 1 << 28,
    });
    return { text: stdout, complaints: stderr };
  });
}
