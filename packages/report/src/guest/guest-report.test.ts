import { readFileSync } from 'node:fs';
import { FailedGuestRunSchema, FindingsSchema } from '@uringlab/schema';
import PostalMime from 'postal-mime';
import { expect, test } from 'vitest';
import { lintMail } from '../lint/lint.ts';
import type { GuestReportInput } from './guest-report-input.ts';
import { renderGuestReport } from './render-guest-report.ts';

function readFixture(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../fixtures/recorded-guest/${name}`, import.meta.url), 'utf8'));
}

/** A recorded run: a guest whose disk was frozen under it. */
function guestReport(): GuestReportInput {
  return {
    run: FailedGuestRunSchema.parse(readFixture('run.json')),
    findings: FindingsSchema.parse(readFixture('findings.json')),
  };
}

test('the mail on a guest that hung reads as it should, and breaks no rule of the lists', async () => {
  const { mail, mailText } = renderGuestReport(guestReport());
  await expect(mailText).toMatchFileSnapshot('../../fixtures/guest-hang.txt');
  expect(lintMail(Buffer.from(mail))).toEqual([]);
  const parsed = await PostalMime.parse(Buffer.from(mail));
  expect(parsed.text).toBe(mailText);
  expect(parsed.subject).toBe('[BUG] io_uring: kernel stuck, nowait-page-boundary on xfs');
});

test('the page has the console and what repeats the run, and no program', () => {
  const { html, reproducer, fioJob, fstest } = renderGuestReport(guestReport());
  expect([reproducer, fioJob, fstest]).toEqual([null, null, null]);
  expect(html).toContain('blocked for more than 10 seconds.');
  expect(html).toContain('uringlab reproduce nowait-page-boundary --consumer ignore --fs xfs');
  expect(html).toContain('5.10-no-short-retry.patch');
});
