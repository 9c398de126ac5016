import PostalMime from 'postal-mime';
import { describe, expect, test } from 'vitest';
import { BUG_MAIL, REGRESSION_MAIL, REPLY_MAIL } from '../testing/sample-mails.ts';
import { isReady, lintMail } from './lint.ts';
import { addresses, field, parseMail } from './mail.ts';

const SIGNATURE = '\n-- \nJo\n';
const PROSE = 'The application used the whole buffer.';
const DISK = 'read raced with its own readahead, and the ring did not ask for the rest.';
const LONG = 'a word '.repeat(16);

function configLines(count: number): string {
  return Array.from({ length: count }, (_, index) => `CONFIG_OPTION_${index}=y\n`).join('');
}

function logLines(count: number): string {
  return Array.from(
    { length: count },
    (_, index) => `[  100.${String(index).padStart(6, '0')}] a line\n`,
  ).join('');
}

type Mutation = (mail: string) => string;
const replace =
  (what: string | RegExp, by: string): Mutation =>
  (mail) => {
    const changed = mail.replace(what, () => by);
    if (changed === mail) throw new Error(`the mail has no ${what}`);
    return changed;
  };
const append =
  (text: string): Mutation =>
  (mail) =>
    mail + text;
const remove = (what: string | RegExp): Mutation => replace(what, '');

/** What a mail does wrong, and the rule that says so. */
const VIOLATIONS: [rule: number, name: string, mail: string, mutate: Mutation][] = [
  [1, 'multipart', BUG_MAIL, replace('text/plain', 'multipart/mixed; boundary=x')],
  [1, 'HTML', BUG_MAIL, replace('text/plain', 'text/html')],
  [1, 'a signature', BUG_MAIL, append(SIGNATURE)],
  [1, 'an attachment', BUG_MAIL, replace('MIME-Version', 'Content-Disposition: attachment\nMIME-Version')],
  [2, 'quoted-printable', BUG_MAIL, replace('Encoding: 7bit', 'Encoding: quoted-printable')],
  [2, 'base64', BUG_MAIL, replace('Encoding: 7bit', 'Encoding: base64')],
  [2, 'format=flowed', BUG_MAIL, replace('us-ascii', 'us-ascii; format=flowed')],
  [2, 'latin-1', BUG_MAIL, replace('us-ascii', 'iso-8859-1')],
  [2, 'bytes beyond ASCII said to be ASCII', BUG_MAIL, replace(PROSE, 'Ünused.')],
  [3, 'a hundred thousand characters', BUG_MAIL, append(`\n${'word word\n'.repeat(10_000)}`)],
  [4, 'a line of a thousand octets', BUG_MAIL, append(`\n${'x'.repeat(1000)}\n`)],
  [6, 'a patch', BUG_MAIL, replace('[BUG]', '[PATCH]')],
  [6, 'a prefix of its own', BUG_MAIL, replace('[BUG]', '[URGENT]')],
  [6, 'no subsystem in the subject', BUG_MAIL, replace('io_uring: ', '')],
  [
    6,
    'a long subject',
    BUG_MAIL,
    replace('(readahead race)', '(readahead race on xfs on a slow disk with SQPOLL)'),
  ],
  [6, 'no subject', BUG_MAIL, remove(/^Subject.*\n/)],
  [7, 'two sentences at the start', BUG_MAIL, replace('4096 bytes.\n', '4096 bytes. This is bad.\n')],
  [7, 'a greeting', BUG_MAIL, replace('\n\nIn 84', '\n\nHi all,\n\nIn 84')],
  [7, 'no paragraph behind the first sentence', BUG_MAIL, replace(`${PROSE} Page`, '- Page')],
  [7, 'Markdown', BUG_MAIL, replace('Environment:', '## Environment')],
  [7, 'a fence', BUG_MAIL, replace('Reproducer, fio 3.21:', 'Reproducer, fio 3.21:\n\n```')],
  [
    7,
    'top-posting',
    REPLY_MAIL,
    (mail) => `${mail.replace(/\n\n[\s\S]*$/, '\n\n')}I agree.\n\nOn Monday Jo wrote:\n> it is short\n`,
  ],
  [8, 'no /proc/version', BUG_MAIL, remove(/^\/proc\/version.*\n/m)],
  [8, 'no distribution', BUG_MAIL, remove(/^Distribution.*\n/m)],
  [8, 'no architecture', BUG_MAIL, replace('x86_64', 'a PC')],
  [8, 'no taint', BUG_MAIL, remove(/^Kernel taint.*\n/m)],
  [8, 'no mainline', BUG_MAIL, replace('the latest mainline', 'the latest')],
  [8, 'no reproducer', BUG_MAIL, replace('Reproducer', 'Job')],
  [8, 'a regression without its last good version', REGRESSION_MAIL, remove('Last good: 5.4.0, ')],
  [8, 'a regression with another .config', REGRESSION_MAIL, remove('the same .config was used.')],
  [9, 'a .config', BUG_MAIL, append(`\n${configLines(20)}`)],
  [9, 'dmesg', BUG_MAIL, append(`\n${logLines(80)}`)],
  [10, 'a commit of seven digits', BUG_MAIL, replace('227c0c9673d8', '227c0c9')],
  [10, 'a commit without its subject', BUG_MAIL, remove(' ("fs: fix kiocb flags and retries")')],
  [11, 'an unknown command', REGRESSION_MAIL, replace('#regzbot title', '#regzbot priority')],
  [11, 'a command within a paragraph', REGRESSION_MAIL, replace('\n\n#regzbot', '\n#regzbot')],
  [11, 'a regression without its range', REGRESSION_MAIL, remove(/^#regzbot introduced.*\n/m)],
  [11, 'a range that is none', REGRESSION_MAIL, replace('v5.4..v5.5', 'some time ago')],
  [
    12,
    'regzbot for what is no regression',
    BUG_MAIL,
    replace('\nReproducer', '\n#regzbot introduced: v5.4..v5.5\n\nReproducer'),
  ],
  [13, 'a regression not sent to regressions', REGRESSION_MAIL, remove('regressions@lists.linux.dev, ')],
  [
    13,
    'a stable regression not sent to stable',
    REGRESSION_MAIL,
    replace('good: 5.4.0, first bad: 5.5.0', 'good: 6.1.12, first bad: 6.1.14'),
  ],
  [14, 'Reported-by alone', BUG_MAIL, remove(/^\| Closes.*\n/m)],
  [
    14,
    'Fixes on two lines',
    BUG_MAIL,
    append('| Fixes: f67676d160c6 ("io_uring: ensure\n| async punted")\n'),
  ],
  [15, 'trailers without a prefix', BUG_MAIL, replace(/^\| /gm, '')],
  [16, 'no Message-ID', BUG_MAIL, remove(/^Message-ID.*\n/m)],
  [16, 'a reply without its parent', REPLY_MAIL, remove(/^In-Reply-To.*\n/m)],
  [16, 'a reply without References', REPLY_MAIL, remove(/^References.*\n/m)],
  [
    16,
    'another parent for a bug of kernel.org',
    REPLY_MAIL,
    replace(/<bug-208827-201763@https/g, '<bug-208827@https'),
  ],
  [17, 'Linus Torvalds by default', BUG_MAIL, replace('To: ', 'To: torvalds@linux-foundation.org, ')],
  [18, 'no rate', BUG_MAIL, replace('In 84 of 4096 reads', 'Sometimes')],
  [18, 'an impact nobody saw', BUG_MAIL, replace(DISK, 'ring could potentially lead to data loss.')],
  [18, 'a tool that does not say so', BUG_MAIL, append('\nFound with uringlab 0.1.0.\n')],
  [19, 'a wrapped trace line', BUG_MAIL, replace('pos 116654080 length', 'pos 116654080\nlength')],
  [19, 'trace lines without their blanks', BUG_MAIL, replace(/^ +(?=\S+-\d+ )/gm, '')],
];

/** Rules that may be broken and the mail still be ready. */
const WARNINGS: [rule: number, name: string, mail: string, mutate: Mutation][] = [
  [3, 'thirty thousand characters', BUG_MAIL, append(`\n${'word word\n'.repeat(3100)}`)],
  [5, 'prose beyond 75 columns', BUG_MAIL, replace(PROSE, LONG)],
];

describe('a healthy mail', () => {
  test.each([
    ['on a bug', BUG_MAIL],
    ['on a regression', REGRESSION_MAIL],
    ['that answers', REPLY_MAIL],
    ['with CRLF', BUG_MAIL.replaceAll('\n', '\r\n')],
    ['from an mbox', `From jo@example.org Fri Jan  2 00:00:00 2026\n${BUG_MAIL}`],
    [
      'beyond ASCII, as 8bit',
      BUG_MAIL.replace('us-ascii', 'utf-8')
        .replace('7bit', '8bit')
        .replace('Jo Doe', 'Jø Doe')
        .replace('Debian', 'Dëbian Debian'),
    ],
  ])('%s breaks no rule', (_, mail) => {
    expect(lintMail(Buffer.from(mail))).toEqual([]);
  });
});

describe('what breaks a rule is found, with its number and nothing else', () => {
  test.each(VIOLATIONS)('%i: %s', (rule, _, mail, mutate) => {
    const found = lintMail(Buffer.from(mutate(mail)));
    expect([...new Set(found.filter(({ severity }) => severity === 'E').map((one) => one.rule))]).toEqual([
      rule,
    ]);
    expect(isReady(found)).toBe(false);
  });

  test.each(WARNINGS)('%i: %s, a warning', (rule, _, mail, mutate) => {
    const found = lintMail(Buffer.from(mutate(mail)));
    expect(found.map((one) => [one.rule, one.severity])).toEqual([[rule, 'W']]);
    expect(isReady(found)).toBe(true);
  });

  test('every rule has at least one', () => {
    const rules = new Set([...VIOLATIONS, ...WARNINGS].map(([rule]) => rule));
    expect([...rules].sort((a, b) => a - b)).toEqual(Array.from({ length: 19 }, (_, index) => index + 1));
    expect(VIOLATIONS.length).toBeGreaterThanOrEqual(40);
  });
});

test('a finding names the line of the file', () => {
  const mail = replace('Environment:', '## Environment')(BUG_MAIL);
  const [found] = lintMail(Buffer.from(mail));
  expect(mail.split('\n')[(found?.line ?? 0) - 1]).toBe('## Environment');
});

test('many findings of one rule are counted, not listed', () => {
  const found = lintMail(Buffer.from(append(`\n${'<p>\n'.repeat(500)}`)(BUG_MAIL)));
  expect(found).toHaveLength(11);
  expect(found.map(({ text }) => text)).toContain('490 more of these');
});

test('what is no mail is told', () => {
  expect(() => lintMail(Buffer.from('In 84 of 4096 reads\n'))).toThrow('neither a header field');
  expect(() => lintMail(Buffer.alloc(0))).toThrow('no header field');
});

test('header and body are those that a MIME parser sees', async () => {
  for (const text of [
    BUG_MAIL,
    REGRESSION_MAIL,
    REPLY_MAIL.replace('References: ', 'References: <a@b>\n '),
  ]) {
    const mail = parseMail(Buffer.from(text));
    const parsed = await PostalMime.parse(text);
    expect(mail.body).toBe(parsed.text);
    expect(field(mail, 'subject')).toBe(parsed.subject);
    expect(field(mail, 'references') ?? '').toBe((parsed.references ?? '').replace(/\s+/g, ' '));
    expect(addresses(mail, 'to', 'cc')).toEqual(
      [...(parsed.to ?? []), ...(parsed.cc ?? [])].map(({ address }) => address),
    );
  }
});
