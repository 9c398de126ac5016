import { PROSE_COLUMNS } from '../text/wrap.ts';

/** Lines that must stay whole: hexdumps, sums, URLs, tags. Trace and log lines are told by the caller. */
const VERBATIM = [/^0x[0-9a-f]+ (?:expected|received) /, /^ {2}[0-9a-f]{64}$/, /^\| /];

/** Columns a line takes, tabs to every eighth. */
export function columns(line: string): number {
  let width = 0;
  for (const character of line) width += character === '\t' ? 8 - (width % 8) : 1;
  return width;
}

/** What kernel mailing lists ask of a report's body, as far as it shows in the text: the rules that are broken. */
export function brokenRules(body: string, verbatim: readonly string[]): string[] {
  const broken: string[] = [];
  const lines = body.split('\n');
  const paragraphs = body.split('\n\n').map((paragraph) => paragraph.replaceAll('\n', ' '));
  const prose = lines.filter(
    (line) => !verbatim.includes(line) && !VERBATIM.some((pattern) => pattern.test(line)),
  );

  if (/<\/?(?:a|b|br|body|div|html|i|p|pre|span|table)\b|^-- $/im.test(body))
    broken.push('markup or a signature');
  if (body.length >= 100_000) broken.push('100,000 characters or more');
  if (body.length > 30_000) broken.push('more than 30,000 characters');
  if (lines.some((line) => Buffer.byteLength(line) > 998)) broken.push('a line of more than 998 octets');
  for (const line of prose) {
    if (columns(line) > PROSE_COLUMNS) broken.push(`prose beyond ${PROSE_COLUMNS} columns: ${line}`);
  }
  if (!/^[A-Z][^!?]*[^.!?]\.$/.test(paragraphs[0] ?? '') || /\. [A-Z]/.test(paragraphs[0] ?? '')) {
    broken.push('does not start with one sentence');
  }
  if (!/^[A-Z].*\.$/.test(paragraphs[1] ?? '')) broken.push('no plain paragraph after the first sentence');
  if (/^(?:#{1,6} |```|> |\*\*)/m.test(body)) broken.push('Markdown or a quotation');
  if (
    lines.some((line) => /^(?:Reported|Tested|Signed-off|Reviewed)-by:|^(?:Closes|Fixes|Link):/.test(line))
  ) {
    broken.push('a trailer without its prefix');
  }
  if (!/written by a tool, uringlab /.test(paragraphs.join('\n')))
    broken.push('does not say that a tool wrote it');
  if (!/\b\d+ of \d+ \(/.test(body)) broken.push('does not say how often');
  for (const line of verbatim) {
    if (!lines.includes(line)) broken.push(`a trace line that is not whole: ${line}`);
  }
  return broken;
}
