import { errnoName, formatResult } from '@uringlab/schema';
import { CQE_MORE, type EventRequest } from './event-request.ts';

/** IOSQE_* by bit (include/uapi/linux/io_uring.h); those of 1 and 32 say how the arguments are meant. */
const SQE_FLAG_NAMES = ['fixed-file', 'drain', 'link', 'hardlink', 'async', 'buffer-select', 'cqe-skip'];

/** The words of `uringlab strace` for what was asked and what happened, as far as the events tell. */
function listMarks({ sqeFlags, byPollThread, punted, completion }: EventRequest): string[] {
  const happened = [
    byPollThread ? 'sqpoll' : '',
    punted ? 'iowq' : '',
    ((completion?.cqeFlags ?? 0) & CQE_MORE) === 0 ? '' : 'more',
  ];
  return [
    ...SQE_FLAG_NAMES.filter((_, bit) => (sqeFlags & (1 << bit)) !== 0),
    ...happened.filter((mark) => mark !== ''),
  ];
}

function latencyOf({ submitted, completion }: EventRequest): bigint | undefined {
  return completion === undefined ? undefined : completion.at - submitted;
}

/** Nanoseconds as seconds with microseconds. */
function formatSeconds(nanoseconds: bigint): string {
  const microseconds = nanoseconds / 1000n;
  return `${microseconds / 1_000_000n}.${String(microseconds % 1_000_000n).padStart(6, '0')}`;
}

/** 865us, 1.24ms, 12.4s: three digits. */
function formatSpan(nanoseconds: bigint): string {
  const span = Number(nanoseconds);
  if (span < 999_500) return `${Math.round(span / 1000)}us`;
  if (span < 999_500_000) return `${(span / 1e6).toPrecision(3)}ms`;
  return `${(span / 1e9).toPrecision(3)}s`;
}

/**
 * A line as `uringlab strace` prints it, a question mark where the events do not tell the arguments:
 * `[4518] 0.806976 READ(?, user_data=0x1) = 4096 <865us> [link] [iowq]`. `start` is the time to count from.
 */
export function formatRequest(request: EventRequest, start: bigint): string {
  const { thread, opcode, userData, submitted, completion } = request;
  const latency = latencyOf(request);
  return [
    `[${thread}] ${formatSeconds(submitted > start ? submitted - start : 0n)}`,
    `${opcode}(?, user_data=0x${userData.toString(16)})`,
    `= ${completion === undefined ? '? <unfinished>' : formatResult(completion.result)}`,
    ...(latency === undefined ? [] : [`<${formatSpan(latency)}>`]),
    ...listMarks(request).map((mark) => `[${mark}]`),
  ].join(' ');
}

/** The same for JSON, with the members of `uringlab strace --json` as far as the events tell, and `source`. */
export function describeRequest(request: EventRequest): Record<string, unknown> {
  const { thread, opcode, userData, submitted, completion } = request;
  const error = completion === undefined ? undefined : errnoName(completion.result)?.slice(1);
  const marks = listMarks(request);
  return {
    type: 'request',
    source: 'events',
    time_ns: Number(submitted),
    submitted_ns: Number(submitted),
    ...(completion === undefined
      ? {}
      : { completed_ns: Number(completion.at), latency_ns: Number(completion.at - submitted) }),
    tid: thread,
    op: opcode,
    user_data: `0x${userData.toString(16)}`,
    ...(completion === undefined
      ? { unfinished: true }
      : { result: completion.result, ...(error && { error }), cqe_flags: completion.cqeFlags }),
    ...(marks.length > 0 && { marks }),
  };
}
