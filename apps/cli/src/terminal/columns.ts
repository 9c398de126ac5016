/** Folds prose at blanks; a word longer than the width keeps a line of its own. */
export function wrapProse(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return line === '' ? lines : [...lines, line];
}

/** `label     text`, the text folded and hanging. */
export function labelled(label: string, text: string, width = 78): string {
  const margin = 12;
  const [first = '', ...rest] = wrapProse(text, width - margin);
  return [label.padEnd(margin) + first, ...rest.map((line) => ' '.repeat(margin) + line)].join('\n');
}
