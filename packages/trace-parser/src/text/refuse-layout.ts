import { unreadable } from '../trace-error.ts';

/** What a tracefs option leaves of the lines, and how it is turned off. */
interface Refusal {
  readonly line: RegExp;
  readonly what: string;
  readonly option: string;
  readonly value: 0 | 1;
}

/** Layouts that lack what an event needs: print_hex_fmt, print_bin_fmt and print_trace_fmt in kernel/trace/trace.c. */
const REFUSALS: readonly Refusal[] = [
  {
    line: /^[0-9a-f]{8} [0-9a-f]{8} [0-9a-f]{16} /,
    what: 'was printed with the option hex, which leaves out names and fields',
    option: 'hex',
    value: 0,
  },
  {
    line: /^(?:type: \d+$|[A-Za-z_][\w.]*:(?: |$))/,
    what: 'was printed without the option context-info, and so without task, CPU and time',
    option: 'context-info',
    value: 1,
  },
];

/** Throws E_TRACE_UNREADABLE for lines of such a layout. `tracefs` is whether a header of tracefs stands before them. */
export function refuseLayout(lines: readonly string[], tracefs: boolean): void {
  for (const { line, what, option, value } of REFUSALS) {
    const fitting = lines.filter((text) => line.test(text)).length;
    if (fitting * 2 > lines.length && (tracefs || option === 'hex')) throw refuse(what, option, value);
  }
}

/** What to say of binary data behind a header of tracefs. */
export function refuseBinary(): Error {
  return refuse('was printed with the option bin, which leaves out names', 'bin', 0);
}

function refuse(what: string, option: string, value: number): Error {
  return unreadable(
    `the trace ${what}`,
    `run \`echo ${value} > /sys/kernel/tracing/options/${option}\` and read the trace again; the options of an instance are below instances/`,
  );
}
