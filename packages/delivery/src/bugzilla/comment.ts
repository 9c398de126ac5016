/** Bugzilla's own limit of a comment. */
const COMMENT_CHARACTERS = 65_535;
/** Comments are mailed wrapped at 80 columns with their tabs expanded, but for lines that begin with `>`. */
const WRAPPED_COLUMNS = 80;

/**
 * Text for a comment, with the line that marks its run: what would be wrapped, or has tabs, is quoted, and too much is left to the
 * attachment of that name.
 */
export function commentText(text: string, attachment: string, mark: string): string {
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => (line.length > WRAPPED_COLUMNS - 1 || line.includes('\t') ? `> ${line}` : line));
  const whole = [...lines, '', mark].join('\n');
  if (whole.length <= COMMENT_CHARACTERS) return whole;
  const end = ['', `(cut; the rest is in the attachment ${attachment})`, '', mark];
  const kept: string[] = [];
  let length = end.join('\n').length;
  for (const line of lines) {
    length += line.length + 1;
    if (length > COMMENT_CHARACTERS) break;
    kept.push(line);
  }
  return [...kept, ...end].join('\n');
}

/** A line by which a bug or comment is known to be of a run. */
export function runMark(id: string): string {
  return `uringlab run ${id}`;
}
