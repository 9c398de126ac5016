import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe, { type AxeResults } from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';

const CHROMIUM = '/usr/bin/chromium';

/** Whether pages can be opened here; says so where they cannot. */
export function canOpenPages(): boolean {
  if (existsSync(CHROMIUM)) return true;
  console.log(`skipped: the pages are not opened, there is no ${CHROMIUM}`);
  return false;
}

export interface Opened {
  page: Page;
  /** What the browser had to complain about, and requests for anything but the page. */
  noise: string[];
}

/** A browser for the tests of a file: opens pages from file://, with the network cut off. */
export function useBrowser(): (html: string, options?: BrowserContextOptions) => Promise<Opened> {
  let browser: Browser;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'uringlab-report-'));
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  });

  return async (html, options = {}) => {
    const path = join(folder, 'report.html');
    const { href } = pathToFileURL(path);
    await writeFile(path, html);
    const page = await browser.newPage({ ...options, offline: true });
    const noise: string[] = [];
    page.on('console', (message) => noise.push(message.text()));
    page.on('pageerror', (error) => noise.push(String(error)));
    page.on('request', (request) => {
      if (request.url() !== href) noise.push(request.url());
    });
    await page.goto(href);
    return { page, noise };
  };
}

/** What axe finds that is serious or critical, a line each: rule, element, what it says. By all its rules when none is named. */
export async function findBarriers(page: Page, rules: readonly string[] = []): Promise<string[]> {
  await page.evaluate(axe.source);
  const options = {
    resultTypes: ['violations'],
    // What a selector of each node looks like costs half the time.
    selectors: false,
    ...(rules.length === 0 ? {} : { runOnly: rules }),
  };
  const { violations } = await page.evaluate<AxeResults>(`axe.run(${JSON.stringify(options)})`);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`));
}
