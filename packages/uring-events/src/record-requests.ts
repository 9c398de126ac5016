import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Capture, startCapture } from '@uringlab/capture';
import { type CaptureSummary, LabError, RUN_FILES } from '@uringlab/schema';
import { openTraceFile } from '@uringlab/trace-parser/node';
import { Journal } from '@uringlab/undo';
import type { EventRequest } from './event-request.ts';
import { EventPairing } from './pair-events.ts';
import { type CommandEnd, type RunningCommand, runCommand } from './run-command.ts';
import { WatchedThreads } from './watched-threads.ts';

export interface EventsTarget {
  /** One of the three, as in @uringlab/uring-strace. */
  readonly command?: readonly string[];
  readonly processes?: readonly number[];
  readonly all?: boolean;
}

export interface EventsListener {
  /** Recording has begun; a command has not. */
  onReady(): void;
  /** When all is over: each request, in the order of completion. */
  onRequest(request: EventRequest): void;
}

export interface EventsResult extends CommandEnd {
  readonly submitted: number;
  readonly completed: number;
  /** Events for which the kernel had no room. */
  readonly lost: number;
}

export interface EventsSession {
  /** Of the command. */
  readonly pid: number | undefined;
  /** CLOCK_MONOTONIC nanoseconds: what the times of requests count from. */
  readonly start: bigint;
  /** Stops watching; a command that still runs goes on by itself. */
  stop(): void;
  /** Sends a signal to the command, by number. */
  signal(number: number): void;
  /** Settled when all is over, told and undone. */
  readonly result: Promise<EventsResult>;
}

const SUBMISSIONS = ['io_uring:io_uring_submit_req', 'io_uring:io_uring_submit_sqe'];
const EVENTS = [
  ...SUBMISSIONS,
  'io_uring:io_uring_complete',
  'io_uring:io_uring_queue_async_work',
  'sched:sched_process_fork',
];
const NO_END: CommandEnd = { exitCode: null, exitSignal: null };
const LOOK_EVERY_MS = 100;

async function startRecording(journal: Journal): Promise<{ capture: Capture; directory: string }> {
  const directory = join(tmpdir(), `uringlab-${process.pid}-${randomBytes(4).toString('hex')}`);
  await journal.make({ kind: 'directory', path: directory }, () => mkdir(directory, { mode: 0o700 }));
  const capture = await startCapture({ directory, events: EVENTS }, journal);
  if (!capture.events.some((name) => SUBMISSIONS.includes(name))) {
    await capture.discard();
    throw new LabError('E_TRACEFS_MISSING', 'the kernel has no event for submitted requests', {
      hint: 'boot a kernel of 5.6 or later with CONFIG_IO_URING=y',
    });
  }
  return { capture, directory };
}

function requireProcesses(pids: readonly number[]): void {
  const gone = pids.find((pid) => !existsSync(`/proc/${pid}`));
  if (gone === undefined) return;
  throw new LabError('E_PROCESS', `there is no process ${gone}`, {
    hint: 'see `ps -e`; a process that has ended cannot be watched',
  });
}

/** Settled when none of the processes is left. */
async function waitForProcesses(pids: readonly number[], signal: AbortSignal): Promise<CommandEnd> {
  while (pids.some((pid) => existsSync(`/proc/${pid}`))) await sleep(LOOK_EVERY_MS, undefined, { signal });
  return NO_END;
}

function countLost({ cpus }: CaptureSummary): number {
  return cpus.reduce((sum, cpu) => sum + cpu.overrun + cpu.commitOverrun + cpu.droppedEvents, 0);
}

async function decode(
  path: string,
  watched: WatchedThreads,
  tell: (request: EventRequest) => void,
): Promise<{ submitted: number; completed: number }> {
  const pairing = new EventPairing(watched, tell);
  const trace = await openTraceFile(path);
  try {
    for (const event of trace.events()) pairing.take(event);
  } finally {
    await trace.close();
  }
  pairing.finish();
  const { submitted, completed } = pairing;
  return { submitted, completed };
}

async function watchTarget(
  target: EventsTarget,
  command: RunningCommand | undefined,
): Promise<WatchedThreads> {
  if (target.all === true) return WatchedThreads.everyone();
  return await WatchedThreads.ofProcesses(command === undefined ? (target.processes ?? []) : [command.pid]);
}

/**
 * Records the io_uring events of a command, of processes, or of all, in a tracefs instance of its own, and tells the requests that
 * they amount to.
 *
 * Throws E_PROCESS, E_NEEDS_ROOT, E_TRACEFS_MISSING, E_NO_SPACE, E_COMMAND_MISSING, E_COMMAND_REFUSED; nothing is left behind then.
 */
export async function recordRequests(target: EventsTarget, listener: EventsListener): Promise<EventsSession> {
  requireProcesses(target.processes ?? []);
  const journal = await Journal.open();
  try {
    const { capture, directory } = await startRecording(journal);
    const start = process.hrtime.bigint();
    listener.onReady();
    try {
      const command = target.command === undefined ? undefined : await runCommand(target.command);
      const watched = await watchTarget(target, command);
      const stopping = new AbortController();
      const stopped = new Promise<CommandEnd>((resolve) => {
        stopping.signal.addEventListener('abort', () => resolve(NO_END), { once: true });
      });
      const finish = async (): Promise<EventsResult> => {
        try {
          const ends = [stopped];
          if (command !== undefined) ends.push(command.ended);
          if (target.processes !== undefined)
            ends.push(waitForProcesses(target.processes, stopping.signal).catch(() => NO_END));
          const end = await Promise.race(ends);
          const summary = await capture.stop();
          const counts = await decode(join(directory, RUN_FILES.trace), watched, (request) =>
            listener.onRequest(request),
          );
          return {
            ...end,
            ...{ submitted: counts.submitted, completed: counts.completed },
            lost: countLost(summary),
          };
        } finally {
          stopping.abort();
          await capture.discard();
          await journal.undoAll();
        }
      };
      return {
        pid: command?.pid,
        start,
        stop: () => {
          command?.release();
          stopping.abort();
        },
        signal: (number) => command?.signal(number),
        result: finish(),
      };
    } catch (cause) {
      await capture.discard();
      throw cause;
    }
  } catch (cause) {
    await journal.undoAll();
    throw cause;
  }
}
