import PostalMime from 'postal-mime';
import { describe, expect, test } from 'vitest';
import { isReady, lintMail } from '../lint/lint.ts';
import { renderReport } from '../render-report.ts';
import type { ReportInput } from '../report-input.ts';
import { raceReport } from '../testing/sample-race.ts';
import { sampleReport } from '../testing/sample-run.ts';
import { cleanReport, endOfFileReport, hiddenErrorReport, openReport } from '../testing/sample-verdicts.ts';

const REPORTS: Record<string, ReportInput> = {
  'nowait-partly-cached': sampleReport(),
  'readahead-race': raceReport(),
  'no-fault-found': cleanReport(),
  'end-of-file': endOfFileReport(),
  'hidden-error': hiddenErrorReport(),
  'not-enough-evidence': openReport(),
};

function verbatimLines({ findings }: ReportInput): string[] {
  const lines = findings.requests.flatMap((request) => request.steps.map((step) => step.line));
  const log = findings.verdict.evidence.filter((item) => item.source === 'dmesg').map((item) => item.text);
  return [...lines.filter((line) => line !== null), ...log];
}

describe.each(Object.entries(REPORTS))('the mail on %s', (name, input) => {
  const { mail, mailText } = renderReport(input);

  test('reads as it should', async () => {
    await expect(mailText).toMatchFileSnapshot(`../../fixtures/${name}.txt`);
  });

  test('breaks no rule of the lists', () => {
    expect(lintMail(Buffer.from(mail))).toEqual([]);
  });

  test('has its trace and log lines whole', () => {
    expect(mailText.split('\n')).toEqual(expect.arrayContaining(verbatimLines(input)));
  });

  test('comes back from a MIME parser as it was', async () => {
    const parsed = await PostalMime.parse(Buffer.from(mail));
    expect(parsed.text).toBe(mailText);
    expect(parsed.html).toBeUndefined();
    expect(parsed.attachments).toEqual([]);
    expect(parsed.messageId).toBe(`<20251122143305000.${input.run.id}@uringlab.invalid>`);
    expect(parsed.date).toBe('2025-11-22T14:33:05.000Z');
    expect(parsed.to).toBeUndefined();
  });

  test('has a subject of one short ASCII line that claims a bug only for a fault of the kernel', async () => {
    const { subject = '' } = await PostalMime.parse(Buffer.from(mail));
    expect(subject).toMatch(/^[\x20-\x7e]{10,75}$/);
    expect(subject).toContain('io_uring: ');
    expect(subject.startsWith('[BUG] ')).toBe(['readahead-race', 'hidden-error'].includes(name));
  });
});

test('a body outside ASCII goes out as 8bit UTF-8, never encoded', async () => {
  const input = sampleReport();
  input.run.environment.distribution = 'Dïstro ☃';
  const { mail, mailText } = renderReport(input);
  expect(mail).toContain('\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n');
  expect(mail).toContain('Dïstro ☃');
  expect((await PostalMime.parse(Buffer.from(mail))).text).toBe(mailText);
});

test('an ASCII body goes out as 7bit', () => {
  expect(renderReport(sampleReport()).mail).toContain('\nContent-Transfer-Encoding: 7bit\n\nIn 128 of 128');
});

test('the date given is the date of the mail', async () => {
  const { mail } = renderReport({ ...sampleReport(), now: new Date('2026-01-04T05:06:07Z') });
  expect(mail).toContain('\nDate: Sun, 04 Jan 2026 05:06:07 +0000\n');
  expect((await PostalMime.parse(mail)).messageId).toContain('20260104050607000.');
});

test('the same run gives the same bytes', () => {
  expect(renderReport(sampleReport())).toEqual(renderReport(sampleReport()));
});

test('line breaks and escapes in a trace line can not forge lines of the mail', () => {
  const input = sampleReport();
  const step = input.findings.requests[0]?.steps[1];
  if (step !== undefined) step.line = 'evil\nReported-by: X <x@example.org>\u001b[2J \u202egnp: line';
  const { mailText } = renderReport(input);
  expect(mailText).toContain('evil\\x0aReported-by: X <x@example.org>\\x1b[2J \\u202egnp: line');
});

test('a very long trace line is cut with a mark and stays within 998 octets', () => {
  const input = sampleReport();
  const step = input.findings.requests[0]?.steps[1];
  if (step !== undefined) step.line = 'ü'.repeat(5000);
  const { mail, mailText } = renderReport(input);
  const [line = ''] = mailText.match(/^ü+ \[\d+ bytes cut\]$/m) ?? [];
  expect(Buffer.byteLength(line)).toBeGreaterThan(900);
  expect(isReady(lintMail(Buffer.from(mail)))).toBe(true);
});

test('thousands of steps, findings and phases still make a mail under 100,000 characters', () => {
  const input = sampleReport();
  const [life] = input.findings.requests;
  const step = life?.steps[1];
  if (life === undefined || step === undefined) throw new Error('the sample has no step');
  life.steps = Array.from({ length: 5000 }, (_, index) => ({ ...step, atNs: index * 1000 }));
  input.findings.interpretation = Array.from({ length: 5000 }, () => 'One more thing that happened.');
  expect(renderReport(input).mailText.length).toBeLessThan(100_000);
});

test('a verdict of two sentences still opens with one', () => {
  const input = sampleReport();
  const sentence = 'RWF_NOWAIT was asked for. A 64 KiB read came back as 4096 bytes.';
  input.findings.verdict.sentence = sentence;
  const { mail, mailText } = renderReport(input);
  expect(lintMail(Buffer.from(mail))).toEqual([]);
  expect(mailText.split('\n\n')[0]?.replaceAll('\n', ' ')).toMatch(/: RWF_NOWAIT was asked for\.$/);
  expect(mailText.replaceAll('\n', ' ')).toContain(` (consumer "ignore"). ${sentence} `);
});

test('mentions the layer that a verdict names to whoever looks for recipients', () => {
  const input = hiddenErrorReport();
  expect(renderReport(input).mail.replaceAll('\n ', ' ')).toContain('-f io_uring/rw.c -f block/blk-core.c\n');
});

test('a fault of the application asks for no trailers and no kernel list', () => {
  const { mail } = renderReport(sampleReport());
  expect(mail).not.toMatch(/Reported-by|Closes|get_maintainer/);
  expect(mail.replaceAll('\n', ' ')).toContain("This report is for the application's maintainers;");
});

test('says that no program brings it about where there is none, and how the run is repeated', () => {
  const input = sampleReport();
  input.findings.verdict.class = 'wrong-data-on-disk';
  input.findings.verdict.trigger = null;
  const files = renderReport(input);
  expect(files.reproducer).toBeNull();
  expect(files.fioJob).toBeNull();
  expect(files.mailText.replaceAll('\n', ' ')).toContain(
    'uringlab reproduce nowait-page-boundary --consumer ignore',
  );
});
