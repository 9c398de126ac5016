import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import PostalMime from 'postal-mime';
import { describe, expect, test } from 'vitest';
import { lintMail } from '../lint/lint.ts';
import { commandReport, handledReport, shortWriteReport, unjudgedReport } from '../testing/sample-command.ts';
import type { CommandReportInput } from './command-report-input.ts';
import { renderCommandReport } from './render-command-report.ts';

const REPORTS: Record<string, CommandReportInput> = {
  'command-unhandled': commandReport(),
  'command-short-write': shortWriteReport(),
  'command-handled': handledReport(),
  'command-not-judged': unjudgedReport(),
};

function verbatimLines({ findings }: CommandReportInput): string[] {
  const lines = findings.requests.flatMap((request) => request.steps.map((step) => step.line));
  return lines.length > 0
    ? lines.filter((line) => line !== null)
    : findings.verdict.evidence.flatMap(({ source, text }) => (source === 'trace' ? [text] : []));
}

describe.each(Object.entries(REPORTS))('the mail on %s', (name, input) => {
  const { mail, mailText } = renderCommandReport(input);

  test('reads as it should', async () => {
    await expect(mailText).toMatchFileSnapshot(`../../fixtures/${name}.txt`);
  });

  test('breaks no rule of the lists', () => {
    expect(lintMail(Buffer.from(mail))).toEqual([]);
  });

  test('has its trace lines whole', () => {
    expect(mailText.split('\n')).toEqual(expect.arrayContaining(verbatimLines(input)));
  });

  test('comes back from a MIME parser as it was, under a subject that is no kernel bug', async () => {
    const parsed = await PostalMime.parse(Buffer.from(mail));
    expect(parsed.text).toBe(mailText);
    expect(parsed.subject).toMatch(/^io_uring: /);
    expect(parsed.subject?.length).toBeLessThanOrEqual(75);
  });
});

test('the program is made from the very request', () => {
  const { reproducer, fioJob } = renderCommandReport(commandReport());
  expect(reproducer).toContain('#define LENGTH\t65536');
  expect(reproducer).toContain('#define CACHED\t4096');
  expect(fioJob).toContain('nowait=1');
});

test.each([
  [shortWriteReport(), 'No standalone program brings a short write about'],
  [handledReport(), 'There is no short read that a standalone program could show'],
])('without a program the mail and the page say why', (input, words) => {
  const { reproducer, mailText, html } = renderCommandReport(input);
  expect(reproducer).toBeNull();
  expect(mailText.replaceAll('\n', ' ')).toContain(words);
  expect(html).toContain(words);
  expect(mailText.replaceAll('\n', ' ')).toContain('uringlab reproduce -- ./ignore data');
});

test('a read beyond what a program takes has none', () => {
  const input = commandReport();
  for (const request of input.findings.requests) request.length = 2 ** 30;
  expect(renderCommandReport(input).reproducer).toBeNull();
});

test('words of a command are quoted, and bytes that a terminal obeys are shown', () => {
  const input = handledReport();
  input.run.command.words = ['./a b', "it's", '\u001b[2J'];
  const { mailText } = renderCommandReport(input);
  expect(mailText.replaceAll('\n', ' ')).toContain(`'./a b' 'it'\\''s' '\\x1b[2J'`);
  expect(mailText).not.toContain('\u001b');
});

const CHROMIUM = '/usr/bin/chromium';
const HOSTILE = `</script></style><img src=http://127.0.0.1:9/x onerror="document.title='owned'">'"\`=&{{7}}`;

/** A run whose every name wants to be markup. */
function hostileReport(): CommandReportInput {
  const input = commandReport();
  input.run.command = { words: [HOSTILE, HOSTILE], directory: HOSTILE, job: HOSTILE };
  input.run.notes = [HOSTILE];
  for (const request of input.findings.requests) request.file = HOSTILE;
  for (const evidence of input.findings.verdict.evidence) evidence.text = HOSTILE;
  return input;
}

if (!existsSync(CHROMIUM)) console.warn(`skipped: the page is not opened, there is no ${CHROMIUM}`);

test.skipIf(!existsSync(CHROMIUM))('the pages open from file:// without an error or a request', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'uringlab-report-'));
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  try {
    for (const [name, input] of Object.entries({ ...REPORTS, hostile: hostileReport() })) {
      const path = join(folder, `${name}.html`);
      await writeFile(path, renderCommandReport(input).html);
      const page = await browser.newPage();
      const noise: string[] = [];
      page.on('console', (message) => noise.push(message.text()));
      page.on('pageerror', (error) => noise.push(String(error)));
      page.on('request', (request) => {
        if (request.url() !== pathToFileURL(path).href) noise.push(request.url());
      });
      await page.goto(pathToFileURL(path).href);
      expect(await page.locator('h1').textContent(), name).toBe(input.findings.verdict.title);
      expect(await page.locator('#runs tbody tr').count(), name).toBe(input.run.invocations.length);
      expect(await page.locator('img').count(), name).toBe(0);
      expect(await page.locator('svg.timeline').count(), name).toBe(
        input.findings.requests.length > 0 ? 1 : 0,
      );
      expect(noise, name).toEqual([]);
      await page.close();
    }
  } finally {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  }
});
