import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Diagnostic, formatReport, openTrace } from '../src/index.ts';
import { readFixture } from '../src/testing/fixtures.ts';
import { serveModules } from './serve-modules.ts';

const CHROMIUM = '/usr/bin/chromium';
const BUILT = join(import.meta.dirname, '../dist/bundle/index.js');
const why = !existsSync(CHROMIUM)
  ? `${CHROMIUM} is not installed: apt-get install chromium`
  : !existsSync(BUILT)
    ? 'the package is not built: pnpm build'
    : '';
if (why !== '') console.warn(`trace-parser: tests in a browser are skipped, ${why}`);

/** What the page's script gives. */
interface Reading {
  lines: string[];
  values: number;
  diagnostics: Diagnostic[];
}

const FIXTURES = ['write-v6', 'uring-xfs-v7', 'uring-xfs-v7-zstd'];

describe.skipIf(why !== '')('in Chromium', () => {
  let browser: Browser;
  let page: Page;
  let close: () => Promise<void>;

  beforeAll(async () => {
    const server = await serveModules();
    close = server.close;
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
    page = await browser.newPage();
    await page.goto(server.address);
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await close?.();
  });

  test.each(FIXTURES)('%s gives the same lines and columns as in Node', async (name) => {
    await page.waitForFunction('globalThis.readTrace !== undefined');
    const inBrowser = await page.evaluate<Reading>(`readTrace('/fixtures/${name}.dat.gz')`);
    const trace = await openTrace(readFixture(`${name}.dat.gz`));
    let values = 0;
    for await (const batch of trace)
      for (const { rows, columns } of batch.tables()) values += rows.length * columns.length;
    expect(inBrowser.lines.length).toBeGreaterThan(10);
    expect(inBrowser.lines).toEqual([...formatReport(trace)]);
    expect(inBrowser.values).toBe(values);
    expect(inBrowser.diagnostics).toEqual(trace.diagnostics());
  });
});
