import { field } from '../mail.ts';
import type { Check } from '../rule.ts';

/** 1: one text/plain part, with nothing hung on it. */
export const onePart: Check = function* ({ mail }) {
  const type = field(mail, 'content-type') ?? 'text/plain';
  const [media = ''] = type.toLowerCase().split(';');
  if (media.trim() !== 'text/plain')
    yield { rule: 1, text: `Content-Type is ${media.trim()}, and lists take text/plain` };
  if (/^attachment/i.test(field(mail, 'content-disposition') ?? ''))
    yield { rule: 1, text: 'the body is an attachment' };
  for (const [index, line] of mail.lines.entries()) {
    if (line === '-- ') yield { rule: 1, index, text: 'a signature: leave it out' };
    if (/^\s*<(?:!doctype|html|body|div|p|br|span|table|pre)\b[^>]*>/i.test(line))
      yield { rule: 1, index, text: 'HTML in the body' };
    if (/^begin [0-7]{3} \S/.test(line)) yield { rule: 1, index, text: 'an attachment in uuencode' };
  }
};

/** 2: UTF-8 or ASCII, sent as it is. */
export const plainBytes: Check = function* ({ mail }) {
  const type = (field(mail, 'content-type') ?? '').toLowerCase();
  const charset = /charset="?([^\s;"]+)/.exec(type)?.[1] ?? 'us-ascii';
  const encoding = (field(mail, 'content-transfer-encoding') ?? '7bit').trim().toLowerCase();
  const isAscii = mail.octets.every((octet) => octet < 128);
  if (charset !== 'utf-8' && charset !== 'us-ascii')
    yield { rule: 2, text: `charset is ${charset}: utf-8 is expected` };
  else if (charset === 'us-ascii' && !isAscii)
    yield { rule: 2, text: 'the body is said to be ASCII and is not' };
  if (/format="?flowed/.test(type)) yield { rule: 2, text: 'format=flowed: receivers wrap its lines anew' };
  if (encoding !== (isAscii ? '7bit' : '8bit') && !(isAscii && encoding === '8bit'))
    yield {
      rule: 2,
      text: `Content-Transfer-Encoding is ${encoding}: ${isAscii ? '7bit' : '8bit'} is expected`,
    };
  if (!isAscii && !Buffer.from(mail.octets).equals(Buffer.from(Buffer.from(mail.octets).toString('utf8'))))
    yield { rule: 2, text: 'the body is not valid UTF-8' };
};

/** 3: lists refuse mails of 100,000 characters, and people do not read 30,000. */
export const size: Check = function* ({ mail }) {
  const characters = [...mail.body].length;
  if (characters >= 100_000) yield { rule: 3, text: `${characters} characters: lists refuse 100,000` };
  else if (characters > 30_000)
    yield { rule: 3, severity: 'W', text: `${characters} characters: more than 30,000` };
};

/** 4: RFC 5322, 2.1.1. */
export const lineOctets: Check = function* ({ mail }) {
  for (const [index, line] of mail.lines.entries()) {
    const octets = Buffer.byteLength(line);
    if (octets > 998) yield { rule: 4, index, text: `a line of ${octets} octets: 998 are the most` };
  }
};
