import PostalMime from 'postal-mime';
import { expect, test } from 'vitest';
import { lintMail } from '../lint/lint.ts';
import { field, parseMail } from '../lint/mail.ts';
import { renderReport } from '../render-report.ts';
import { raceReport } from '../testing/sample-race.ts';
import { type ReplyOptions, readThread } from './thread.ts';

function answer(options: ReplyOptions): Buffer {
  return Buffer.from(renderReport({ ...raceReport(), thread: readThread(options) }).mail);
}

test('an answer names its parent, and its thread with the parent last', async () => {
  const mail = answer({
    inReplyTo: 'second@example.org',
    references: '<first@example.org>  <second@example.org>',
    subjectOf: 'RE: Re: io_uring: what of short reads?',
  });
  const parsed = await PostalMime.parse(mail);
  expect(parsed.inReplyTo).toBe('<second@example.org>');
  expect(field(parseMail(mail), 'references')).toBe('<first@example.org> <second@example.org>');
  expect(parsed.subject).toBe('Re: io_uring: what of short reads?');
  const own = field(parseMail(mail), 'message-id')?.slice(1, -1) ?? '';
  const first =
    field(parseMail(Buffer.from(renderReport(raceReport()).mail)), 'message-id')?.slice(1, -1) ?? '';
  expect(own).not.toBe(first);
  expect(parsed.text?.replace(own, first)).toBe(renderReport(raceReport()).mailText);
  expect(lintMail(mail)).toEqual([]);
});

test('an answer has the Message-ID that its text cites', () => {
  const mail = answer({ inReplyTo: 'a@example.org' });
  const [, id = ''] = /^<(.*)>$/.exec(field(parseMail(mail), 'message-id') ?? '') ?? [];
  expect(parseMail(mail).body).toContain(`| Closes: https://lore.kernel.org/all/${id}/\n`);
});

test.each([
  [{}, 'Re: [Bug 208827] io_uring: short read (readahead race)'],
  [{ subjectOf: 'fio verify failed' }, 'Re: [Bug 208827] fio verify failed'],
  [{ subjectOf: '[Bug 208827] fio verify failed' }, 'Re: [Bug 208827] fio verify failed'],
])('an answer on a bug of the kernel has the parent that the tracker knows: %j', (more, subject) => {
  const mail = answer({ kernelBug: 208827, kernelBugUser: 201763, ...more });
  const fields = parseMail(mail);
  expect(field(fields, 'in-reply-to')).toBe('<bug-208827-201763@https.bugzilla.kernel.org/>');
  expect(field(fields, 'references')).toBe('<bug-208827-201763@https.bugzilla.kernel.org/>');
  expect(field(fields, 'subject')).toBe(subject);
  expect(lintMail(mail)).toEqual([]);
});

test('without the subject of the parent the report keeps its own', () => {
  const mail = answer({ inReplyTo: 'a@example.org' });
  expect(field(parseMail(mail), 'subject')).toBe('[BUG] io_uring: short read (readahead race)');
  expect(lintMail(mail)).toEqual([]);
});

test('an answer to a patch keeps its subject', () => {
  const mail = answer({ inReplyTo: 'a@example.org', subjectOf: '[PATCH 2/3] io_uring: retry' });
  expect(field(parseMail(mail), 'subject')).toBe('Re: [PATCH 2/3] io_uring: retry');
  expect(lintMail(mail)).toEqual([]);
});

test('a subject outside ASCII goes out as encoded words, and comes back', async () => {
  for (const subjectOf of ['io_uring: Lesefehler, größer als 4096 ☃', `漢字${'ü'.repeat(120)} end`]) {
    const mail = answer({ inReplyTo: 'a@example.org', subjectOf });
    expect(mail.toString('latin1').split('\n\n')[0]).toMatch(/^[\n\x20-\x7e]*$/);
    expect(
      Math.max(
        ...(mail
          .toString()
          .split('\nDate:')[0]
          ?.split('\n')
          .map((line) => line.length) ?? []),
      ),
    ).toBeLessThan(90);
    expect((await PostalMime.parse(mail)).subject).toBe(`Re: ${subjectOf}`);
    expect(lintMail(mail)).toEqual([]);
  }
});

test('a long thread is folded, an id a line', () => {
  const ids = Array.from({ length: 90 }, (_, index) => `<${'x'.repeat(200)}.${index}@example.org>`);
  const mail = answer({ inReplyTo: 'a@example.org', references: ids.join(' ') });
  expect(field(parseMail(mail), 'references')).toBe([...ids, '<a@example.org>'].join(' '));
  expect(
    Math.max(
      ...mail
        .toString()
        .split('\n')
        .map((line) => line.length),
    ),
  ).toBeLessThan(998);
});

test.each<[ReplyOptions, string]>([
  [{ inReplyTo: 'a@example.org\nBcc: all@example.org' }, 'is not a Message-ID'],
  [{ inReplyTo: '<a@example.org>\r\nBcc: all@example.org' }, 'is not a Message-ID'],
  [{ inReplyTo: '<a@example.org> <b@example.org>' }, 'is not a Message-ID'],
  [{ inReplyTo: 'a@\u001b[2J' }, 'is not a Message-ID'],
  [{ inReplyTo: 'ä@example.org' }, 'is not a Message-ID'],
  [{ inReplyTo: '' }, 'is not a Message-ID'],
  [{ inReplyTo: `${'x'.repeat(300)}@example.org` }, 'is not a Message-ID'],
  [{ inReplyTo: 'a@b', references: '<a@b>\nBcc: x@y' }, 'no header field'],
  [{ inReplyTo: 'a@b', references: '<a@b> word' }, '--references: "word" is not a Message-ID'],
  [{ inReplyTo: 'a@b', references: '<a@b> '.repeat(101) }, 'more than 100'],
  [{ inReplyTo: 'a@b', subjectOf: 'one\nBcc: x@y' }, 'not one line of text'],
  [{ inReplyTo: 'a@b', subjectOf: 'one\u007f' }, 'not one line of text'],
  [{ inReplyTo: 'a@b', subjectOf: 'Re: ' }, 'not one line of text'],
  [{ references: '<a@b>' }, '--references is of a mail that is answered'],
  [{ subjectOf: 'one' }, '--subject-of is of a mail that is answered'],
  [{ kernelBug: 208827 }, 'belong together'],
  [{ kernelBugUser: 201763 }, 'belong together'],
  [{ kernelBug: 0, kernelBugUser: 1 }, 'numbers from 1'],
  [{ kernelBug: 1, kernelBugUser: 2, inReplyTo: 'a@b' }, 'exclude each other'],
])('%j is refused', (options, message) => {
  expect(() => readThread(options)).toThrow(expect.objectContaining({ code: 'E_USAGE' }));
  expect(() => readThread(options)).toThrow(message);
});
