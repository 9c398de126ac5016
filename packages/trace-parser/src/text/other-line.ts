/** What a line that is no event says. */
export type OtherLine =
  | { readonly kind: 'loss'; readonly cpu: number; readonly count: number; readonly instance: string }
  /** Headers, notes of the printing program, dots for what was left out. */
  | { readonly kind: 'note' }
  | { readonly kind: 'unknown-event' }
  | { readonly kind: 'blank' }
  | { readonly kind: 'text' };

/**
 * Where events were lost: `CPU:1 [300 EVENTS DROPPED]` in trace-cmd, with the instance before it where there are several, and
 * `CPU:0 [LOST 186 EVENTS]` in tracefs; some do not say how many.
 */
const LOSS = /^(?:(.{0,255}): +| {0,256})CPU:(\d{1,6}) \[(?:LOST )?(?:(\d{1,15}) )?EVENTS(?: DROPPED)?\]\s*$/;

/** Lines of `trace-cmd report --boundary` and `--debug`, and of the option `annotate` of tracefs. */
const NOTE =
  /^(?:#{5} CPU \d+ buffer started #{4}|(?:.{0,255}: )? *CPU:\d+ \[SUBBUFFER START\].*|version = \d+|CPU \d+ is empty|(?:.{0,255}: )?cpus=\d+)\s*$/;
const UNKNOWN_EVENT = /^(?:.{0,255}: +)?\[UNKNOWN EVENT\]/;

const BLANK: OtherLine = { kind: 'blank' };
const NOTED: OtherLine = { kind: 'note' };
const UNKNOWN: OtherLine = { kind: 'unknown-event' };
const TEXT: OtherLine = { kind: 'text' };

/** Sorts a line that is no event; its first 512 letters will do. `within` is whether it follows a text of several lines. */
export function readOtherLine(text: string, within: boolean): OtherLine {
  const loss = LOSS.exec(text);
  if (loss !== null) {
    const [, instance = '', cpu, count] = loss;
    return { kind: 'loss', instance: instance.trimStart(), cpu: Number(cpu), count: Number(count ?? -1) };
  }
  if (NOTE.test(text)) return NOTED;
  if (UNKNOWN_EVENT.test(text)) return UNKNOWN;
  if (text.trim() === '') return BLANK;
  return !within && /^(#|\s*\.{3,}\s*$)/.test(text) ? NOTED : TEXT;
}
