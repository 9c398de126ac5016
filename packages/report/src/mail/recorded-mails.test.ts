import { describe, expect, test } from 'vitest';
import { lintMail } from '../lint/lint.ts';
import { renderReport } from '../render-report.ts';
import { recordedReport } from '../testing/recorded-report.ts';

/** Each run with the verdict it came to, and what the first ten lines of its mail have to say. */
const MAILS = [
  ['nowait-page-boundary', /short read .*application fault/, /whole buffer/],
  ['retry-at-wrong-offset', /retry at wrong offset: application fault, not a kernel bug/, /instead of/],
  [
    'buffer-reused-in-flight',
    /memory shared in flight: application fault, not a kernel bug/,
    /had one buffer/,
  ],
  ['eof-tail', /legal/, /not a fault/],
  ['eio-behind-good-pages', /short read/, /20480 bytes/],
  ['lost-write', /lost write/, /old-generation/],
  ['write-over-file-size-limit', /short write .*application fault/, /20992 bytes/],
  ['write-into-full-filesystem', /short write .*application fault/, /20480 bytes/],
  ['clean', /no fault found/, /No fault was found/],
] as const;

describe.each(MAILS)('the mail on the recorded run %s', (name, subject, opening) => {
  const input = recordedReport(name);
  const { findings } = input;
  const { mail, mailText } = renderReport(input);

  test('reads as it should', async () => {
    await expect(mailText).toMatchFileSnapshot(`../../fixtures/recorded/${name}.txt`);
  });

  test('breaks no rule of the lists', () => {
    expect(lintMail(Buffer.from(mail))).toEqual([]);
  });

  test('says in its subject and its first ten lines what is wrong, how often and where', () => {
    const [header = ''] = mail.split('\n\n');
    expect(/^Subject: (.*)$/m.exec(header)?.[1]).toMatch(subject);
    const first = mailText.split('\n').slice(0, 10).join(' ');
    expect(first).toMatch(opening);
    expect(first).toMatch(/\d+ (?:of \d+ )?(?:requests|runs)/);
    expect(first).toMatch(/on Linux \d/);
    expect(first).toContain(`The verdict is "${findings.verdict.title}"`);
    expect(first).not.toMatch(/\([^)]*\. {2}|: In /);
  });
});
