import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTrace, type TraceEvent } from '@uringlab/trace-parser';
import { Journal, runProgram } from '@uringlab/undo';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { type Capture, type CaptureRequest, startCapture } from '../src/index.ts';

export const root = process.getuid?.() === 0;
if (!root) console.warn('capture: tests that record are skipped, they need root');
const TRACE_CMD = 'trace-cmd';
export const withTraceCmd = isInstalled(TRACE_CMD);

/** Says so when it is not, for the tests that are skipped then. */
export function isInstalled(program: string): boolean {
  const installed = spawnSync(program, ['--version']).error === undefined;
  if (!installed) console.warn(`capture: tests with ${program} are skipped, it is not installed`);
  return installed;
}

/** What a test needs of the machine; made before each test, and gone after it. */
export class Machine {
  /** A tracefs of the test's own, to look at the machine from outside. */
  outside = '';
  /** A directory for trace.dat and data. */
  base = '';
  journal!: Journal;
  #capture: Capture | undefined;

  async open(): Promise<void> {
    this.base = await mkdtemp(join(tmpdir(), 'uringlab-capture-'));
    this.journal = await Journal.open({ stateDirectory: join(this.base, 'state') });
  }

  async close(): Promise<void> {
    await this.#capture?.discard();
    expect(await this.journal.undoAll()).toEqual([]);
    await rm(this.base, { recursive: true });
  }

  async start(request: Omit<CaptureRequest, 'directory'>): Promise<Capture> {
    this.#capture = await startCapture({ directory: this.base, ...request }, this.journal);
    return this.#capture;
  }

  /** Reads a file that is not in the page cache: filemap, readahead and block events on its device. */
  async readCold(): Promise<{ major: number; minor: number }> {
    const path = join(this.base, `data-${Date.now()}`);
    await writeFile(path, Buffer.alloc(1 << 20, 1));
    await runProgram('dd', [`of=${path}`, 'oflag=nocache', 'conv=notrunc,fdatasync', 'count=0']);
    const file = await open(path);
    const buffer = Buffer.alloc(65536);
    for (let position = 0; position < 1 << 20; position += buffer.length) {
      await file.read(buffer, 0, buffer.length, position);
    }
    await file.close();
    const { dev } = await stat(path);
    return { major: (dev >> 8) & 0xfff, minor: (dev & 0xff) | ((dev >> 12) & 0xfff00) };
  }

  async readTrace(): Promise<Buffer> {
    return await readFile(join(this.base, 'trace.dat'));
  }

  async readEvents(): Promise<TraceEvent[]> {
    return [...(await openTrace(await this.readTrace())).events()];
  }

  /** The event lines of `trace-cmd report`, which must have nothing to complain about. */
  report(): string[] {
    const args = ['report', '-t', '-i', join(this.base, 'trace.dat')];
    const { status, stdout, stderr } = spawnSync(TRACE_CMD, args, {
      encoding: 'latin1',
      maxBuffer: 1 << 30,
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const lines = stdout.split('\n').filter((line) => line !== '');
    expect(lines.shift()).toMatch(/^cpus=\d+$/);
    expect(lines.filter((line) => line.includes('FAILED TO PARSE'))).toEqual([]);
    return lines;
  }
}

export function useMachine(): Machine {
  const machine = new Machine();
  beforeAll(async () => {
    machine.outside = await mkdtemp(join(tmpdir(), 'uringlab-outside-'));
    if (root) await runProgram('mount', ['-t', 'tracefs', 'tracefs', machine.outside]);
    else await mkdir(join(machine.outside, 'instances'));
  });
  afterAll(async () => {
    if (root) await runProgram('umount', [machine.outside]);
    await rm(machine.outside, { recursive: true });
  });
  beforeEach(async () => await machine.open());
  afterEach(async () => await machine.close());
  return machine;
}

/** What a child process starts with: it cannot import the sources, so it takes what was built. */
export const CHILD_IMPORTS = `
  import { Journal, readMounts } from '${new URL('../../undo/dist/index.js', import.meta.url)}';
  import { locateTracefs, startCapture } from '${new URL('../dist/index.js', import.meta.url)}';`;
