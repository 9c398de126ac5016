import type { Check } from '../rule.ts';

/** Ends of sentences that are none: `i.e.`, `v5.9`, `fs/xfs/xfs_file.c`. */
function countSentences(text: string): number {
  return text.replace(/\b(?:e\.g|i\.e|vs|cf|etc|approx)\./gi, 'x').split(/[.!?](?=\s+["'(]?[A-Z])/).length;
}

/** 7: one sentence, one paragraph, nothing that belongs to forges and phones. */
export const opening: Check = function* ({ mail, kinds, isReply }) {
  const { lines } = mail;
  for (const [index, line] of lines.entries()) {
    if (kinds[index] !== 'code' && /^(?:#{1,6} \S|```|~~~|\*\*\S|\* \*\*|!\[|\|(?:[^|]+\|){2,}$)/.test(line))
      yield { rule: 7, index, text: 'Markdown: lists read plain text' };
    if (/^(?:Sent from my |Get Outlook for |_{20,}$|This e-?mail and any attachments)/i.test(line))
      yield { rule: 7, index, text: 'a footer: leave it out' };
  }
  if (isReply) {
    const attribution = lines.findIndex((line) => /^(?:On .*wrote:|-{3,} ?Original Message)/i.test(line));
    const before = lines.slice(0, Math.max(0, attribution)).some((line) => line.trim() !== '');
    const after = lines
      .slice(attribution + 1)
      .some((line, index) => kinds[attribution + 1 + index] === 'prose' && line.trim() !== '');
    if (attribution >= 0 && before && !after)
      yield { rule: 7, index: 0, text: 'top-posting: answer below what you quote' };
    return;
  }
  const paragraphs = mail.body.replace(/^\n+/, '').split(/\n\s*\n/);
  const [first = '', second = ''] = paragraphs.map((paragraph) => paragraph.replaceAll('\n', ' ').trim());
  const start = lines.findIndex((line) => line.trim() !== '');
  if (!/[.!?]$/.test(first) || countSentences(first) !== 1)
    yield {
      rule: 7,
      index: Math.max(0, start),
      text: 'the mail does not begin with one sentence that stands alone',
    };
  const isPlain = /[.!?]$/.test(second) && !/^[-*#|>]/.test(second) && second.length > 40;
  if (!isPlain)
    yield { rule: 7, text: 'behind the first sentence a plain paragraph is missing: impact and verdict' };
};
