import { TraceError } from '../trace-error.ts';

/** A filter that cannot be used: what is wrong, and the place in its text. */
export function filterError(source: string, at: number, message: string, hint?: string): TraceError {
  const where =
    at >= source.length ? 'at its end' : `at position ${at + 1}, before ${quote(source.slice(at))}`;
  return new TraceError('E_FILTER', `the filter ${quote(source)}: ${message} ${where}`, {
    hint: hint ?? 'filters look like `sched/sched_switch: prev_state == 1 && next_comm =~ "kworker"`',
  });
}

const LONGEST_QUOTE = 60;

function quote(text: string): string {
  return `\`${text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text}\``;
}
