/** What a line of a body is: prose alone has to be wrapped, and a trace line never may be. */
export type LineKind =
  | 'blank'
  | 'trace'
  | 'gap'
  | 'log'
  | 'hexdump'
  | 'url'
  | 'tag'
  | 'quote'
  | 'code'
  | 'prose';

/** `kworker/1:1-72  [001] 100.5: event: ...`, with or without the latency columns; trace-cmd and tracefs write it. */
export const TRACE_LINE = /^\s*\S.*-\d+\s+(?:\(\s*[-\d]+\)\s+)?\[\d+\]\s+(?:\S{4,5}\s+)?\d+\.\d+:\s/;
/** `[  123.456789] text` of the kernel log. */
export const LOG_LINE = /^(?:<\d>)?\[\s*\d+\.\d{6}\](?:\[\s*[TC]\d+\])?\s/;
export const TAG_LINE =
  /^(?:\| )?(?:(?:Reported|Tested|Signed-off|Reviewed|Acked|Suggested|Debugged|Co-developed)-by|Closes|Fixes|Link|Cc|#regzbot\s+\S+):?\s/i;
const HEXDUMP =
  /^(?:0x)?[0-9a-f]{4,16}:?\s+(?:(?:expected|received|got|want|[0-9a-f]{2,4})\s+)(?:[0-9a-f]{2,4}[ .]*){4}/i;
const SUM = /^\s*[0-9a-f]{40,64}(?:\s|$)/;
const CODE_START =
  /^(?:\/\*|#(?:define|include|!)\b|(?:static |struct |int |void |unsigned ).*[;{(]|\[global\]$|\[[\w-]+\]$|\s*;)/;
/** fio's options, C and shell stand in blocks: a paragraph that begins as code is code to its blank line, C to its last brace. */
const CODE_WITHIN = /^(?:\t|[})]|[\w-]+=\S*$)/;

function kindOf(line: string, inCode: boolean): LineKind {
  if (line.trim() === '') return 'blank';
  if (TRACE_LINE.test(line)) return 'trace';
  if (/^\s*\.{3,}(?:\s|$)/.test(line)) return 'gap';
  if (LOG_LINE.test(line)) return 'log';
  if (HEXDUMP.test(line) || SUM.test(line)) return 'hexdump';
  if (/^> ?/.test(line)) return 'quote';
  if (TAG_LINE.test(line)) return 'tag';
  if (inCode || CODE_START.test(line) || CODE_WITHIN.test(line)) return 'code';
  return /\b(?:https?|ftp):\/\/\S{20,}/.test(line) ? 'url' : 'prose';
}

/** The kind of each line of a body. */
export function classifyLines(lines: readonly string[]): LineKind[] {
  let inCode = false;
  let inFunction = false;
  return lines.map((line) => {
    const kind = kindOf(line, inCode);
    if (kind === 'code' && CODE_START.test(line)) inCode = true;
    if (inCode && /^(?:\{|.*\)\s*\{?$)/.test(line)) inFunction = true;
    if (/^\}/.test(line)) inFunction = false;
    if (kind === 'blank' && !inFunction) inCode = false;
    return kind;
  });
}

/** Columns a line takes, tabs to every eighth. */
export function columns(line: string): number {
  let width = 0;
  for (const character of line) width += character === '\t' ? 8 - (width % 8) : 1;
  return width;
}
