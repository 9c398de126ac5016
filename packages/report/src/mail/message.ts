import { encodeWords } from 'nodemailer/lib/mime-funcs';
import { wrap } from '../text/wrap.ts';
import type { Beyond } from './beyond.ts';
import type { Thread } from './thread.ts';

export interface MessageHeaders {
  subject: string;
  date: Date;
  /** Without the angle brackets. */
  messageId: string;
  /** Told to whoever opens the draft; a `Comments` field (RFC 5322, 3.6.5). */
  comments: string;
  /** The mail that is answered; null for one that begins a thread. */
  thread: Thread | null;
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Sat, 22 Nov 2025 14:33:00 +0000` (RFC 5322, 3.3), always in UTC. */
export function formatMailDate(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${DAYS[date.getUTCDay()]}, ${two(date.getUTCDate())} ${MONTHS[date.getUTCMonth()]}`;
  const time = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(two).join(':');
  return `${day} ${date.getUTCFullYear()} ${time} +0000`;
}

/** Octets of an encoded word: 75 with what stands around it (RFC 2047, 2). */
const LONGEST_WORD = 75 - '=?UTF-8?Q??='.length;

/** A subject outside ASCII as encoded words (RFC 2047), a word a line; one in ASCII as it is, however long. */
function encodeSubject(subject: string): string {
  if (/^[\x20-\x7e]*$/.test(subject)) return subject;
  return encodeWords(subject.normalize('NFC'), 'Q', LONGEST_WORD).replaceAll('?= =?', '?=\n =?');
}

/** One id a line: folding white space may stand between them. */
function threadFields(thread: Thread | null): string[] {
  return thread === null
    ? []
    : [`In-Reply-To: ${thread.parent}`, `References: ${thread.references.join('\n ')}`];
}

/**
 * One text/plain part, 7bit where the body is ASCII and 8bit elsewhere: mail libraries would re-encode long
 * trace lines as quoted-printable. Lines end in LF, as git send-email, mutt -H and msmtp -t read a draft;
 * they make it CRLF on the wire. From, To and Cc are the sender's to add.
 */
export function serializeMessage(headers: MessageHeaders, body: string): string {
  const ascii = /^[\t\n\x20-\x7e]*$/.test(body);
  return [
    `Subject: ${encodeSubject(headers.subject)}`,
    `Date: ${formatMailDate(headers.date)}`,
    `Message-ID: <${headers.messageId}>`,
    ...threadFields(headers.thread),
    ...wrap(headers.comments, 'Comments: ', ' '),
    'MIME-Version: 1.0',
    `Content-Type: text/plain; charset=${ascii ? 'us-ascii' : 'utf-8'}`,
    `Content-Transfer-Encoding: ${ascii ? '7bit' : '8bit'}`,
    '',
    body,
  ].join('\n');
}

/**
 * Where the addresses come from: the tested tree's own MAINTAINERS by get_maintainer.pl. Never addresses
 * from here, which would be wrong for the next tree, but for the lists that take every regression. Without files there is nobody to ask in the kernel.
 */
export function recipientsHint(
  files: readonly string[],
  regression: Pick<Beyond, 'cc' | 'culprit'> | null = null,
): string {
  if (files.length === 0)
    return "From, To and Cc are for the sender to add: the application's maintainers, no kernel list";
  const others = [
    ...(regression?.cc ?? []),
    ...(regression === null || regression.culprit === null ? [] : [`all who signed ${regression.culprit}`]),
  ];
  // Before the arguments: whoever reads them takes all behind the first `-f` for files.
  const cc = others.length === 0 ? '' : `, Cc ${others.join(' and ')} too`;
  const arguments_ = files.map((file) => `-f ${file}`).join(' ');
  return `From, To and Cc are for the sender to add${cc}; in the tested tree: scripts/get_maintainer.pl ${arguments_}`;
}
