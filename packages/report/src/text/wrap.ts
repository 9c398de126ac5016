/** Columns of prose in a mail that others will quote. */
export const PROSE_COLUMNS = 75;

/**
 * `text` in lines of at most 75 columns; a number stays with its per cent or KiB. A word that is longer than a
 * line is cut: it is prose that is wrapped here, and a trace line never comes this way.
 */
export function wrap(text: string, first = '', rest = first): string[] {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  const flush = (): void => {
    lines.push(line.trimEnd().replaceAll('\u00a0', ' '));
    line = rest;
    empty = true;
  };
  for (let word of text.replace(/(\d) (%|[KM]iB)/g, '$1\u00a0$2').split(/[ \t\r\n]+/)) {
    if (word === '') continue;
    if (!empty && line.length + 1 + word.length > PROSE_COLUMNS) flush();
    while (line.length + word.length > PROSE_COLUMNS) {
      const room = PROSE_COLUMNS - line.length;
      line += word.slice(0, room);
      word = word.slice(room);
      flush();
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  if (!empty || lines.length === 0) flush();
  return lines;
}

/** A paragraph of prose. */
export function paragraph(text: string): string {
  return wrap(text).join('\n');
}

/** An item of a numbered list of `total` items, its lines under its text. */
export function numberedItem(item: string, number: number, total: number): string[] {
  const width = String(total).length + 2;
  return wrap(item, `${number}.`.padEnd(width), ' '.repeat(width));
}

/** `1. ...`, `2. ...`, each wrapped with its lines under its text. */
export function numbered(items: readonly string[]): string {
  return items.flatMap((item, index) => numberedItem(item, index + 1, items.length)).join('\n');
}

/** `label:  value` rows with the values in one column, wrapped under themselves. */
export function labelled(rows: ReadonlyArray<readonly [label: string, value: string]>): string {
  const width = Math.max(...rows.map(([label]) => label.length)) + 2;
  return rows
    .flatMap(([label, value]) => wrap(value, `${label}:`.padEnd(width), ' '.repeat(width)))
    .join('\n');
}

/** `label:  value` rows, one line each: what does not fit is cut. */
export function labelledLines(rows: ReadonlyArray<readonly [label: string, value: string]>): string {
  const width = Math.max(...rows.map(([label]) => label.length)) + 2;
  return rows
    .map(([label, value]) => `${`${label}:`.padEnd(width)}${value}`)
    .map((line) => (line.length <= PROSE_COLUMNS ? line : `${line.slice(0, PROSE_COLUMNS - 4)} ...`))
    .join('\n');
}

/** A sentence that ends in a full stop. */
export function closeSentence(sentence: string): string {
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}

/** A sentence to go on with after a comma or colon, closed by a full stop. */
export function continueSentence(sentence: string): string {
  return closeSentence(
    sentence.replace(/^(?:A|An|The|One|Two|Every|Each|No|All|In)\b/, (word) => word.toLowerCase()),
  );
}
