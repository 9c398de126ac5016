import type { ShortCounts } from '@uringlab/uring-strace';

/** What a session came to, however it watched. */
export interface Conclusion {
  readonly submitted: bigint;
  readonly completed: bigint;
  readonly lost: bigint;
  /** That have not completed, or go on to (multishot). */
  readonly unfinished: bigint;
  /** Undefined: they cannot be told. */
  readonly shorts: ShortCounts | undefined;
  /** Undefined: not looked for. */
  readonly overlaps?: number | undefined;
  readonly exitCode: number | null;
  readonly exitSignal: number | null;
}

const EXIT_UNKNOWN = 125;

function plural(count: number | bigint, noun: string): string {
  return `${count} ${noun}${Number(count) === 1 ? '' : 's'}`;
}

function describeShorts({ endOfFile, handled, unhandled, unknown, unjudged }: ShortCounts): string {
  const parts = [
    [unhandled, 'unhandled'],
    [unknown, 'undecided'],
    [handled, 'handled'],
    [endOfFile, 'at the end of the file'],
    [unjudged, 'not judged'],
  ] as const;
  const total = parts.reduce((sum, [count]) => sum + count, 0);
  const kinds = parts.filter(([count]) => count > 0).map(([count, kind]) => `${count} ${kind}`);
  return `${total} short${kinds.length === 0 ? '' : ` (${kinds.join(', ')})`}`;
}

function describeEnd({ exitCode, exitSignal }: Conclusion): string[] {
  if (exitSignal !== null) return [`the command was ended by signal ${exitSignal}`];
  return exitCode === null || exitCode === 0 ? [] : [`the command exited with ${exitCode}`];
}

/** `--- 6 requests, 1 short (1 unhandled), 0 records lost`, and how the command ended if it did not well. */
export function describeConclusion(conclusion: Conclusion): string {
  const { completed, unfinished, lost, shorts, overlaps } = conclusion;
  return `--- ${[
    plural(completed + unfinished, 'request'),
    ...(unfinished > 0n ? [`${unfinished} unfinished`] : []),
    shorts === undefined ? 'short ones not judged' : describeShorts(shorts),
    ...(overlaps === undefined ? [] : [plural(overlaps, 'overlap')]),
    `${plural(lost, 'record')} lost`,
    ...describeEnd(conclusion),
  ].join(', ')}\n`;
}

/** The same as the last line of --json. */
export function encodeConclusion(conclusion: Conclusion): string {
  const { submitted, completed, unfinished, lost, shorts, overlaps, exitCode, exitSignal } = conclusion;
  return `${JSON.stringify({
    type: 'end',
    submitted: Number(submitted),
    completed: Number(completed),
    unfinished: Number(unfinished),
    lost: Number(lost),
    short:
      shorts === undefined
        ? null
        : {
            unhandled: shorts.unhandled,
            undecided: shorts.unknown,
            handled: shorts.handled,
            end_of_file: shorts.endOfFile,
            not_judged: shorts.unjudged,
          },
    ...(overlaps === undefined ? {} : { overlaps }),
    exit_code: exitCode,
    exit_signal: exitSignal,
  })}\n`;
}

/** What shells make of the end of a command; 0 when there was none. */
export function statusOfCommand({ exitCode, exitSignal }: Conclusion): number {
  return exitSignal === null ? (exitCode ?? 0) : 128 + exitSignal;
}

/**
 * For --exit-code: 1 an unhandled short read or write; otherwise that of a command which failed by itself; 125 when it cannot be told; 0.
 */
export function statusOfShorts(conclusion: Conclusion): number {
  const { lost, shorts } = conclusion;
  if (shorts !== undefined && shorts.unhandled > 0) return 1;
  const ofCommand = statusOfCommand(conclusion);
  if (ofCommand !== 0) return ofCommand;
  return shorts === undefined || lost > 0n || shorts.unknown > 0 || shorts.unjudged > 0 ? EXIT_UNKNOWN : 0;
}
