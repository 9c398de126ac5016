import type { InfoStyle } from '../event/event-type.ts';

/** How the lines of a report look; the options of `trace-cmd report` they stand for are in parentheses. */
export interface ReportStyle extends InfoStyle {
  /** All nine decimals as they are (-t); otherwise six, rounded. */
  readonly nanoseconds: boolean;
  /** Short names, no brackets, flags of the interrupted context (-l). */
  readonly latency: boolean;
  /** The time since the line before (--ts-diff). */
  readonly timeDifference: boolean;
}

/** What `trace-cmd report` prints without options. */
export const PLAIN_REPORT: ReportStyle = {
  plugins: true,
  raw: false,
  nanoseconds: false,
  latency: false,
  timeDifference: false,
};

/** Clocks libtraceevent prints as seconds (src/event-parse.c, is_timestamp_in_us); all others it prints as they are. */
const SECONDS_CLOCK = /^(local|global|uptime|perf|mono.*|tsc2nsec|)$/;

/** Whether times of a clock are nanoseconds. */
export function isSecondsClock(clock: string): boolean {
  return SECONDS_CLOCK.test(clock);
}
