import { LabError } from '@uringlab/schema/errors';
import type { LineTime, StraceTarget } from '@uringlab/uring-strace';

/** The options of `uringlab strace`, as commander leaves them. */
export interface StraceArguments {
  p?: number[];
  all?: boolean;
  e?: string[];
  P?: string[];
  output?: string;
  c?: boolean;
  /** How often -t was given. */
  t?: number;
  r?: boolean;
  time: boolean;
  latency: boolean;
  paths: boolean;
  json?: boolean;
  arrow?: string;
  shorts?: boolean;
  overlaps?: boolean;
  exitCode?: boolean;
  q?: boolean;
  buffer?: number;
  events?: boolean;
}

/** What is to be watched. Throws E_USAGE unless it is one of the three. */
export function toTarget(command: readonly string[], { p, all }: StraceArguments): StraceTarget {
  const targets = [
    ...(command.length > 0 ? [{ command }] : []),
    ...(p === undefined ? [] : [{ processes: p }]),
    ...(all === true ? [{ all }] : []),
  ];
  const [target, ...others] = targets;
  if (target === undefined || others.length > 0) {
    throw new LabError(
      'E_USAGE',
      target === undefined ? 'there is nothing to watch' : 'a command, -p and -a exclude each other',
      {
        hint: '`uringlab strace -- CMD...` starts a command, -p PID takes a running process, -a all of them',
      },
    );
  }
  return target;
}

/** The time in front of a line. */
export function toLineTime({ t = 0, r, time }: StraceArguments): LineTime {
  if (!time) return 'none';
  if (r === true) return 'relative';
  return (['since-start', 'clock', 'clock-us'] as const)[t] ?? 'epoch-us';
}
