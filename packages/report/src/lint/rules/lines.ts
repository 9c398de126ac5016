import { columns, TRACE_LINE } from '../line-kinds.ts';
import type { Check } from '../rule.ts';

const PROSE_COLUMNS = 75;

/** 5: what others will quote is at most 75 columns wide. */
export const proseColumns: Check = function* ({ mail, kinds }) {
  for (const [index, line] of mail.lines.entries()) {
    const width = columns(line);
    if (kinds[index] === 'prose' && width > PROSE_COLUMNS)
      yield { rule: 5, severity: 'W', index, text: `prose of ${width} columns: at most ${PROSE_COLUMNS}` };
  }
};

/** trace-cmd pads the task's name to 16 columns (and a tracefs text likewise): shorter ones have blanks before them. */
const PADDED = 16;

function losesBlanks(lines: readonly string[]): boolean {
  const names = lines.map((line) => /^(\s*)(\S.*?)-\d+\s+(?:\(|\[)/.exec(line));
  const short = names.filter((name) => (name?.[2]?.length ?? PADDED) < PADDED);
  const widths = new Set(short.map((name) => name?.[2]?.length));
  return short.length > 1 && widths.size > 1 && short.every((name) => name?.[1] === '');
}

/** 19: a trace line is whole, with its tabs and leading blanks. */
export const traceLines: Check = function* ({ mail, kinds }) {
  const { lines } = mail;
  for (const [index, kind] of kinds.entries()) {
    if (kind !== 'trace') continue;
    const next = kinds[index + 1];
    const isWrapped =
      (next === 'prose' || next === 'code') && (kinds[index + 2] === 'trace' || kinds[index + 2] === 'gap');
    if (isWrapped)
      yield { rule: 19, index: index + 1, text: 'a trace line was wrapped: keep it on one line' };
  }
  for (let start = kinds.indexOf('trace'); start >= 0; ) {
    let end = start;
    while (kinds[end] === 'trace' || kinds[end] === 'gap') end++;
    const block = lines.slice(start, end).filter((line) => TRACE_LINE.test(line));
    if (losesBlanks(block))
      yield { rule: 19, index: start, text: 'these trace lines have lost their leading blanks' };
    start = kinds.indexOf('trace', end);
  }
};
