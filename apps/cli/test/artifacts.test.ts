import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { formatEvent, openTrace } from '@uringlab/trace-parser';
import { chromium } from 'playwright-core';
import PostalMime from 'postal-mime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isRoot, lab, run } from './lab.ts';

const execute = promisify(execFile);
const CHROMIUM = '/usr/bin/chromium';
const TRACE_CMD = '/usr/bin/trace-cmd';

if (!isRoot) console.warn('skipped: the files of a real run with a trace need root');

for (const program of [TRACE_CMD, CHROMIUM]) {
  if (!existsSync(program)) console.warn(`skipped: what ${program} says of a run, it is not installed`);
}

describe.skipIf(!isRoot)('the files of a real run', () => {
  let directory: string;
  const file = (name: string) => join(directory, 'run', name);

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'lab-test-'));
    const { status, stderr } = await lab(['reproduce', '--out', file('.'), '--work', directory]);
    expect(status, stderr).toBe(0);
  });

  afterAll(() => rm(directory, { recursive: true, force: true }));

  test.skipIf(!existsSync(TRACE_CMD))(
    'trace-cmd shows the same events in the same order as our own reader',
    async () => {
      const { stdout, stderr } = await execute(TRACE_CMD, ['report', '-N', '-t', file('trace.dat')], {
        maxBuffer: 2 ** 30,
        encoding: 'latin1',
      });
      expect(stderr).toBe('');
      const [, ...theirs] = stdout.trimEnd().split('\n');
      const ours = Array.from((await openTrace(await readFile(file('trace.dat')))).events(), (event) =>
        formatEvent(event, { nanoseconds: true }),
      );
      expect(ours.length).toBeGreaterThan(10_000);
      expect(ours.length).toBe(theirs.length);
      const different = ours.findIndex((line, index) => line.trimEnd() !== theirs[index]?.trimEnd());
      expect(different < 0 ? undefined : [ours[different], theirs[different]]).toBeUndefined();
    },
  );

  test('nothing of the trace was lost', async () => {
    const findings = JSON.parse(await readFile(file('findings.json'), 'utf8'));
    expect(findings.loss).toEqual({ recordedLost: 0, unknownGaps: 0, skippedBytes: 0, overrun: 0 });
    expect(findings.diagnostics).toEqual([]);
  });

  test('the life of a failing request goes through every layer, and its addresses agree', async () => {
    const { requests } = JSON.parse(await readFile(file('findings.json'), 'utf8'));
    expect(requests).toHaveLength(4);
    for (const life of requests) {
      const kinds = life.steps.map(({ kind }: { kind: string }) => kind);
      expect(kinds.slice(0, 2)).toEqual(['submit', 'issue']);
      expect(kinds).toEqual(
        expect.arrayContaining(['page-added', 'readahead', 'map', 'bio-queued', 'short', 'bio-completed']),
      );
      expect(kinds.indexOf('short')).toBeLessThan(kinds.indexOf('bio-completed'));
      expect(life).toMatchObject({
        result: 4096,
        attempts: [4096],
        address: { consistent: true, readaheadPages: 15 },
      });
      expect(life.pageMap.rows[0].cells).toBe('U...............');
      expect(life.pageMap.rows.at(-1).cells).toBe('CSSSSSSSSSSSSSSS');
    }
  });

  test('the mail is one text part, 7bit or 8bit, and a parser gives back the very text', async () => {
    const mail = await readFile(file('report.eml'));
    const body = await readFile(file('report.txt'), 'utf8');
    const parsed = await PostalMime.parse(mail);
    expect(parsed.text).toBe(body);
    expect(parsed.html).toBeUndefined();
    expect(parsed.attachments).toEqual([]);
    expect(parsed.subject).toBe('io_uring: short read (RWF_NOWAIT): application fault, not a kernel bug');
    const head = mail.subarray(0, mail.indexOf('\n\n')).toString('latin1');
    expect(head).toMatch(/^Content-Type: text\/plain; charset="?(?:us-ascii|utf-8)"?$/im);
    expect(head).toMatch(/^Content-Transfer-Encoding: (?:7bit|8bit)$/im);
    const trace = body.split('\n').filter((line) => /^\s*\S+-\d+\s+\[\d{3}\]/.test(line));
    expect(trace.length).toBeGreaterThan(8);
    const whole = new Set(
      Array.from((await openTrace(await readFile(file('trace.dat')))).events(), (event) =>
        formatEvent(event).trimEnd(),
      ),
    );
    expect(trace.filter((line) => !whole.has(line.trimEnd()))).toEqual([]);
  });

  test('the reproducer compiles as it says and exits 1 on this kernel', async () => {
    const program = join(directory, 'repro');
    await execute('cc', ['-Wall', '-Wextra', '-Werror', file('repro.c'), '-luring', '-o', program]);
    const source = await readFile(file('repro.c'), 'utf8');
    expect(source.split('\n').length).toBeLessThanOrEqual(100);
    const { status, stdout } = await run(program, [join(directory, 'repro-data')]);
    expect(status).toBe(1);
    expect(stdout).toMatch(/\d+ of \d+/);
  });

  test.skipIf(!existsSync(CHROMIUM))(
    'the page opens from file:// without an error and shows timeline and page map',
    async () => {
      const browser = await chromium.launch({
        executablePath: CHROMIUM,
        args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
      });
      try {
        const page = await browser.newPage();
        const troubles: string[] = [];
        page.on('pageerror', (error) => troubles.push(error.message));
        page.on('console', (message) => {
          if (message.type() === 'error') troubles.push(message.text());
        });
        page.on('request', (request) => {
          if (!/^(?:file|data):/.test(request.url())) troubles.push(request.url());
        });
        await page.goto(pathToFileURL(file('report.html')).href);
        expect(await page.locator('#verdict').textContent()).toContain('application: unhandled short read');
        expect(await page.locator('#timeline svg').isVisible()).toBe(true);
        const rows = await page.locator('#page-map tbody tr').allInnerTexts();
        expect(rows.map((row) => row.replace(/\s/g, '')).at(-1)).toMatch(/CS{15}$/);
        expect(troubles).toEqual([]);
      } finally {
        await browser.close();
      }
    },
  );
});
