import { columns } from '../line-kinds.ts';
import { field } from '../mail.ts';
import type { Check } from '../rule.ts';

const KNOWN_PREFIXES = new Set(['BUG', 'REGRESSION']);

/** 6: `[BUG] subsystem: effect trigger`, at most 75 columns. */
export const subject: Check = function* ({ mail, isReply }) {
  const value = field(mail, 'subject')?.trim() ?? '';
  if (value === '') {
    yield { rule: 6, text: 'there is no subject' };
    return;
  }
  const bare = value.replace(/^(?:re|aw|fwd?):\s*/gi, '');
  const prefixes = [...bare.matchAll(/\[([^\]]*)\]\s*/gy)].map(([, name = '']) => name.toUpperCase());
  const rest = bare.replace(/^(?:\[[^\]]*\]\s*)+/, '');
  // Who answers a patch keeps its subject.
  if (isReply) return;
  if (prefixes.some((prefix) => /\bPATCH\b/.test(prefix)))
    yield { rule: 6, text: '[PATCH] in the subject: this is a report, not a patch' };
  for (const prefix of prefixes)
    if (!KNOWN_PREFIXES.has(prefix) && !/\bPATCH\b/.test(prefix))
      yield { rule: 6, text: `[${prefix}] in the subject: [BUG] and [REGRESSION] are known` };
  if (!/^[a-z][\w./-]*(?:, ?[a-z][\w./-]*)*: \S/i.test(rest))
    yield { rule: 6, text: 'the subject names no subsystem: `io_uring: what happens`' };
  if (columns(value) > 75) yield { rule: 6, text: `a subject of ${columns(value)} columns: at most 75` };
};
