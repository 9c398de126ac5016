import { formatResult } from '@uringlab/schema';
import { CQE_MORE, type EventRequest } from './event-request.ts';

/** IOSQE_* by bit (include/uapi/linux/io_uring.h). */
const SQE_FLAG_NAMES = [
  'FIXED_FILE',
  'DRAIN',
  'LINK',
  'HARDLINK',
  'ASYNC',
  'BUFFER_SELECT',
  'CQE_SKIP_SUCCESS',
];

function nameFlags(flags: number): string {
  return SQE_FLAG_NAMES.filter((_, bit) => (flags & (1 << bit)) !== 0).join('|');
}

function latencyOf({ submitted, completion }: EventRequest): bigint | undefined {
  return completion === undefined ? undefined : completion.at - submitted;
}

/** Nanoseconds as seconds with microseconds. */
function formatSeconds(nanoseconds: bigint): string {
  const microseconds = nanoseconds / 1000n;
  return `${microseconds / 1_000_000n}.${String(microseconds % 1_000_000n).padStart(6, '0')}`;
}

/**
 * A line as `uringlab strace` prints it, a question mark where the events do not tell the arguments:
 * `[4518] 0.806976 READ(?, user_data=0x1, flags=LINK) = 4096 <865us> [iowq]`. `start` is the time to count from.
 */
export function formatRequest(request: EventRequest, start: bigint): string {
  const { thread, opcode, userData, sqeFlags, byPollThread, punted, submitted, completion } = request;
  const latency = latencyOf(request);
  const flags = sqeFlags === 0 ? '' : `, flags=${nameFlags(sqeFlags)}`;
  const notes = [
    byPollThread ? 'sqpoll' : '',
    punted ? 'iowq' : '',
    ((completion?.cqeFlags ?? 0) & CQE_MORE) === 0 ? '' : 'more',
  ].filter((note) => note !== '');
  return [
    `[${thread}] ${formatSeconds(submitted > start ? submitted - start : 0n)}`,
    `${opcode}(?, user_data=0x${userData.toString(16)}${flags})`,
    `= ${completion === undefined ? '?' : formatResult(completion.result)}`,
    ...(latency === undefined ? [] : [`<${latency / 1000n}us>`]),
    ...(notes.length === 0 ? [] : [`[${notes.join(' ')}]`]),
  ].join(' ');
}

/** The same as an object for JSON; times and user_data are decimal text, since they may be beyond 2^53. */
export function describeRequest(request: EventRequest): Record<string, unknown> {
  const { thread, opcode, userData, sqeFlags, byPollThread, punted, submitted, completion } = request;
  return {
    type: 'request',
    source: 'events',
    thread,
    opcode,
    userData: String(userData),
    sqeFlags,
    byPollThread,
    punted,
    submitNs: String(submitted),
    completeNs: completion === undefined ? null : String(completion.at),
    result: completion?.result ?? null,
    cqeFlags: completion?.cqeFlags ?? null,
  };
}
