import type { Check } from '../rule.ts';

const TRAILER =
  /^(\| )?((?:Reported|Tested|Signed-off|Reviewed|Acked|Suggested)-by|Closes|Fixes|Link|Cc): ?(.*)$/;

/** 14: trailers as checkpatch wants them. 15: with a prefix, since git send-email mails everybody named in a body. */
export const trailers: Check = function* ({ mail }) {
  const { lines } = mail;
  for (const [index, line] of lines.entries()) {
    const [, prefix, name, value = ''] = TRAILER.exec(line) ?? [];
    if (name === undefined) continue;
    if (prefix === undefined)
      yield { rule: 15, index, text: `"${name}:" needs the prefix "| ": git send-email acts on it` };
    const next = lines[index + 1] ?? '';
    if (name === 'Reported-by' && !/^(?:\| )?(?:Closes|Link): ?https?:\/\/\S/.test(next))
      yield { rule: 14, index, text: 'Reported-by: is directly followed by Closes: URL or Link: URL' };
    if (name === 'Fixes' && !/^[0-9a-f]{12,40} \(".+"\)$/.test(value))
      yield { rule: 14, index, text: 'Fixes: is one line: 12 digits or more, then ("subject")' };
  }
};
