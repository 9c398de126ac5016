import { type ChildProcess, spawn } from 'node:child_process';
import type { Duplex, Readable, Writable } from 'node:stream';
import { LabError } from '@uringlab/schema';
import { type Journal, type Made, readProcess } from '@uringlab/undo';
import { AGENT_DESCRIPTOR, MONITOR_DESCRIPTOR, QEMU } from './qemu-arguments.ts';

/** What QEMU says on its standard error is kept up to here. */
const STDERR_CHARACTERS = 16 * 1024;
const KILL_AFTER_MS = 2000;

/** A running QEMU, and the ways to it. */
export interface QemuProcess {
  console: Readable;
  consoleInput: Writable;
  agent: Duplex;
  monitor: Duplex;
  /** How it ended, once it has: `exit status 1`, `killed by SIGKILL`. */
  ended: Promise<string>;
  /** What it said on its standard error so far. */
  said(): string;
  /** Ends it: asked first (SIGTERM, images are flushed), killed after two seconds. */
  end(): Promise<void>;
}

/**
 * Starts QEMU in a process group of its own. It dies with this process also on SIGKILL (PR_SET_PDEATHSIG of prctl(2), set by setpriv(1)),
 * and is in the journal besides. Throws E_TOOL_MISSING without setpriv.
 */
export async function startQemu(args: readonly string[], journal: Journal): Promise<QemuProcess> {
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', '--', QEMU, ...args], {
    detached: true,
    // Node makes socket pairs of pipes (libuv, uv_spawn), which is what QEMU wants of the descriptors for the agent and the monitor.
    stdio: ['pipe', 'pipe', 'pipe', 'pipe', 'pipe'],
  });
  const ended = new Promise<string>((resolve) => {
    child.once('error', (cause) => resolve(cause.message));
    child.once('exit', (status, signal) =>
      resolve(signal === null ? `exit status ${status}` : `killed by ${signal}`),
    );
  });
  if (child.pid === undefined) {
    await ended;
    throw new LabError('E_TOOL_MISSING', 'setpriv is not installed', { hint: 'apt-get install util-linux' });
  }
  const [input, output, errors] = [child.stdin, child.stdout, child.stderr] as [Writable, Readable, Readable];
  const [agent, monitor] = [child.stdio[AGENT_DESCRIPTOR], child.stdio[MONITOR_DESCRIPTOR]] as [
    Duplex,
    Duplex,
  ];
  // A stream that breaks says no more than that QEMU has ended.
  for (const stream of [input, agent, monitor]) stream.on('error', () => {});
  let stderr = '';
  errors.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-STDERR_CHARACTERS);
  });
  const made = await writeDown(child.pid, journal);
  return {
    console: output,
    consoleInput: input,
    agent,
    monitor,
    ended,
    said: () => stderr.trim(),
    end: async () => {
      await endProcess(child, ended);
      if (made !== undefined) await journal.undo(made);
    },
  };
}

/** Undefined when it has ended already. */
async function writeDown(pid: number, journal: Journal): Promise<Made | undefined> {
  const identity = await readProcess(pid);
  if (identity === undefined) return undefined;
  const made: Made = { kind: 'process', pid, startTime: identity.startTime };
  await journal.make(made, async () => {});
  return made;
}

async function endProcess(child: ChildProcess, ended: Promise<string>): Promise<void> {
  child.kill('SIGTERM');
  const killing = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS);
  await ended;
  clearTimeout(killing);
}
