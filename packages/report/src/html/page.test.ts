import type { BrowserContextOptions } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { renderReport } from '../render-report.ts';
import type { ReportInput } from '../report-input.ts';
import { canOpenPages, type Opened, useBrowser } from '../testing/browser.ts';
import { raceReport } from '../testing/sample-race.ts';
import { sampleReport } from '../testing/sample-run.ts';
import { cleanReport, openReport } from '../testing/sample-verdicts.ts';

describe('the page', () => {
  test('is well under 1000 KiB however long the lists are', () => {
    const input = raceReport();
    const [life] = input.findings.requests;
    const step = life?.steps[0];
    if (life === undefined || step === undefined) throw new Error('the sample has no step');
    life.steps = Array.from({ length: 9000 }, (_, at) => ({ ...step, atNs: at, line: 'x'.repeat(300) }));
    life.pageMap = {
      pageBytes: 4096,
      rows: Array.from({ length: 900 }, (_, at) => ({
        atNs: at,
        label: 'L'.repeat(100),
        cells: 'U'.repeat(4096),
      })),
    };
    input.findings.requests = Array.from({ length: 900 }, () => life);
    input.findings.interpretation = Array.from({ length: 900 }, () => 'y'.repeat(500));
    expect(Buffer.byteLength(renderReport(input).html)).toBeLessThan(1000 * 1024);
  });

  test('refers to nothing outside itself but files beside it', () => {
    const { html } = renderReport(raceReport());
    const targets = [...html.matchAll(/\b(?:href|src|action|data)="([^"]*)"/g)].map(
      ([, target]) => target ?? '',
    );
    expect(targets.filter((target) => !/^(?:#[\w-]+|[\w-]+\.[a-z]+)$/.test(target))).toEqual([]);
    expect(html).not.toMatch(/@import|url\(|type="module"|<link|style="/);
  });
});

describe.skipIf(!canOpenPages())('the page, opened from file://', () => {
  const openHtml = useBrowser();
  const open = (input: ReportInput, options?: BrowserContextOptions): Promise<Opened> =>
    openHtml(renderReport(input).html, options);

  test.each([
    ['a fault', raceReport()],
    ['no fault', cleanReport()],
    ['no verdict', openReport()],
  ])('%s opens without an error and without a request', async (word, input) => {
    const { page, noise } = await open(input);
    expect(await page.locator('.word').textContent()).toContain(word.replace(/^a /, ''));
    expect(noise).toEqual([]);
    await page.close();
  });

  test('shows the timeline and the page map', async () => {
    const { page } = await open(raceReport());
    expect(await page.locator('svg.timeline').isVisible()).toBe(true);
    expect(await page.locator('.lane-name').allTextContents()).toEqual([
      'SQ thread',
      'readahead',
      'block',
      'completion',
    ]);
    expect(await page.locator('.break-label').textContent()).toBe('// 861 us');
    expect(await page.locator('.pages tbody tr').nth(3).locator('.cell').allTextContents()).toEqual([
      'C',
      ...Array.from({ length: 15 }, () => 'S'),
    ]);
    await page.close();
  });

  test('no two marks of the timeline overlap', async () => {
    const { page } = await open(raceReport());
    const boxes = await Promise.all(
      (await page.locator('.mark rect, .mark polygon').all()).map((mark) => mark.boundingBox()),
    );
    for (const [index, a] of boxes.entries()) {
      for (const b of boxes.slice(index + 1)) {
        if (a === null || b === null) throw new Error('a mark is not drawn');
        const apart =
          a.x + a.width <= b.x + 3 ||
          b.x + b.width <= a.x + 3 ||
          a.y + a.height <= b.y + 3 ||
          b.y + b.height <= a.y + 3;
        expect(apart, `${JSON.stringify(a)} ${JSON.stringify(b)}`).toBe(true);
      }
    }
    await page.close();
  });

  test('a click on a step shows its trace line', async () => {
    const { page } = await open(raceReport());
    await page.locator('#mark-6').click();
    const detail = page.locator('#step-detail');
    expect(await detail.textContent()).toContain('count 0xfffffffffffffff5');
    await page.locator('#mark-9').click();
    expect(await detail.textContent()).toContain('block_rq_complete: 253,32 RA () 1800896 + 128 [0]');
    expect(await page.locator('tr.chosen').getAttribute('id')).toBe('step-9');
    await page.close();
  });

  test('no trace line is cut at the right edge', async () => {
    const { page } = await open(raceReport(), { viewport: { width: 1000, height: 800 } });
    const reach = await page.evaluate<number[]>(
      `[...document.querySelectorAll('.line')].map((line) => { const range = document.createRange(); ` +
        `range.selectNodeContents(line); return range.getBoundingClientRect().right; })`,
    );
    expect(reach.length).toBeGreaterThan(11);
    expect(Math.max(...reach)).toBeLessThanOrEqual(1000);
    await page.close();
  });

  test('the keyboard reaches the steps, and arrows go from one to the next', async () => {
    const { page } = await open(raceReport());
    await page.locator('#mark-1').focus();
    await page.keyboard.press('ArrowRight');
    expect(await page.locator('#step-detail').textContent()).toContain('iomap_readahead: dev 253:32');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.id')).toBe('mark-3');
    await page.close();
  });

  test('without JavaScript the lines are all there, and a step leads to its own', async () => {
    const { page, noise } = await open(raceReport(), { javaScriptEnabled: false });
    expect(await page.locator('.steps .line').count()).toBe(11);
    expect(await page.locator('#step-detail').isVisible()).toBe(false);
    await page.locator('#mark-6').click();
    expect(new URL(page.url()).hash).toBe('#step-6');
    expect(noise).toEqual([]);
    await page.close();
  });

  test('dark and light differ, and text stands out in both', async () => {
    const lightness = async (colorScheme: 'dark' | 'light'): Promise<number[]> => {
      const { page } = await open(raceReport(), { colorScheme });
      const colors = await page.evaluate<string[]>(
        `(({ color, backgroundColor }) => [color, backgroundColor])(getComputedStyle(document.documentElement))`,
      );
      await page.close();
      return colors.map((color) => Number(color.match(/\d+/)?.[0]));
    };
    const [darkInk = 0, darkPage = 0] = await lightness('dark');
    const [lightInk = 0, lightPage = 0] = await lightness('light');
    expect(darkInk - darkPage).toBeGreaterThan(150);
    expect(lightPage - lightInk).toBeGreaterThan(150);
  });

  test('a narrow window scrolls tables, not the page', async () => {
    const { page } = await open(raceReport(), { viewport: { width: 420, height: 800 } });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(420);
    await page.close();
  });

  test('a click or an arrow tells of a cell of the page map', async () => {
    const { page } = await open(raceReport());
    const told = page.locator('#cell-detail');
    await page.locator('.pages tbody tr').nth(1).locator('.cell').nth(3).click();
    expect(await told.textContent()).toBe(
      'page 3, bytes 12288 to 16383 of the request; +14 us, readahead in flight: locked, read in flight',
    );
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Home');
    expect(await told.textContent()).toContain(
      'page 0, bytes 0 to 4095 of the request; +890 us, read returns: copied',
    );
    expect(await page.locator('.cell[tabindex="0"]').count()).toBe(1);
    await page.close();
  });

  test('what is folded away is open in print, and without a script', async () => {
    const { page } = await open(sampleReport());
    const folded = page.locator('details:not([open])');
    expect(await folded.count()).toBe(3);
    await page.evaluate('dispatchEvent(new Event("beforeprint"))');
    expect(await folded.count()).toBe(0);
    await page.evaluate('dispatchEvent(new Event("afterprint"))');
    expect(await folded.count()).toBe(3);
    await page.close();
    const plain = await open(sampleReport(), { javaScriptEnabled: false });
    expect(await plain.page.locator('details:not([open])').count()).toBe(0);
    expect(await plain.page.locator('pre').first().textContent()).toContain('io_uring_queue_init');
    await plain.page.close();
  });

  test('a printed sheet holds all of the width, and every part of the page', async () => {
    const { page } = await open(raceReport(), { viewport: { width: 720, height: 1000 } });
    const parts = await page.locator('main > section').count();
    await page.emulateMedia({ media: 'print' });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(720);
    expect(await page.locator('main > section:visible').count()).toBe(parts);
    expect(await page.locator('.steps .line:visible').count()).toBe(11);
    await page.close();
  });
});
