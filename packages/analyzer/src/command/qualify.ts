import { isLossy } from '../trace-rules/trace-case.ts';
import type { CommandCase } from './command-case.ts';

/** What only a complete record could have shown. */
export function qualify({ run, found, lives, loss }: CommandCase): string[] {
  const told = [...lives.values()];
  const isShort = found.unhandled.count + found.unknown.count > 0;
  return [
    ...(run.capture.trace === null
      ? [
          `No trace was taken, so the kernel's side of the requests is not shown: ${run.capture.missing.join('; ')}`,
        ]
      : []),
    ...(loss !== null && told.length > 0 && told.every(({ steps }) => steps.length === 0)
      ? ['The trace holds no event of the requests looked at.']
      : []),
    ...(loss !== null && isLossy(loss)
      ? [
          `The trace is not complete (${loss.recordedLost} events lost, ${loss.unknownGaps} gaps of unknown size, ` +
            `${loss.overrun} overrun, ${loss.skippedBytes} bytes unreadable): an event that is not in it may still have happened.`,
        ]
      : []),
    ...(run.requests.missing.length > 0
      ? [`Requests are known from the kernel's trace events alone: ${run.requests.missing.join('; ')}`]
      : []),
    ...(isShort
      ? [
          'Whether another system call would have moved as much in the same state, and what the buffer held: a command is watched, not asked.',
        ]
      : []),
    ...(run.interrupted ? ['What the command would have done had it not been interrupted.'] : []),
  ];
}
