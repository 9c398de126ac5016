import { describe, expect, test } from 'vitest';
import { renderReport } from '../render-report.ts';
import type { ReportInput } from '../report-input.ts';
import { canOpenPages, useBrowser } from '../testing/browser.ts';
import { sampleOps, samplePhase, sampleReport } from '../testing/sample-run.ts';
import { LENGTH, PAGE } from '../testing/sample-sizes.ts';

/** `phases` phases of `operations` reads each, one in a thousand short. */
function longReport(phases: number, operations: number): ReportInput {
  const input = sampleReport();
  const ops = sampleOps(phases * operations, (row) => (row % 1000 === 7 ? PAGE : LENGTH));
  const startNs = (row: number): number => Number(ops.submitNs[row]);
  input.run.phases = Array.from({ length: phases }, (_, index) => {
    const firstRow = index * operations;
    const elapsedNs = startNs(firstRow + operations - 1) - startNs(firstRow);
    return samplePhase(`pass ${index}`, firstRow, { operations, startNs: startNs(firstRow), elapsedNs });
  });
  return { ...input, ops };
}

describe('requests over time', () => {
  test('of 100,000 requests up to eight of a slice are shown, and it says so', () => {
    const { html } = renderReport(longReport(2, 50_000));
    expect(html).toContain('showing <span class="num">320</span> of <span class="num">100,000</span>');
    expect(html).toContain('2,500 requests, 3 wrong; showing 8 of 2,500');
    expect(html.match(/class="kind wrong"/g)).toHaveLength(100);
    expect(Buffer.byteLength(html)).toBeLessThan(300 * 1024);
  });

  test('of a thousand phases twenty are drawn, and it says so', () => {
    const { html } = renderReport(longReport(1000, 10));
    expect(html).toContain('<span class="num">980</span> more phases are not drawn');
    expect(html.match(/class="slice[ "]/g)).toHaveLength(40);
    expect(Buffer.byteLength(html)).toBeLessThan(1000 * 1024);
  });

  test('few requests are all there, and nothing is said of more', () => {
    const { html } = renderReport(longReport(1, 12));
    expect(html.match(/class="kind (?:wrong|full)"/g)).toHaveLength(12);
    expect(html).not.toMatch(/; showing \d/);
  });
});

describe.skipIf(!canOpenPages())('requests over time, opened', () => {
  const open = useBrowser();
  const { html } = renderReport(longReport(2, 5_000));

  test('a click or an arrow chooses a slice, and its requests alone are listed', async () => {
    const { page, noise } = await open(html);
    const listed = page.locator('.requests tbody:visible');
    expect(await listed.getAttribute('id')).toBe('slice-1');
    await page.locator('.slice').nth(30).click();
    expect(await listed.getAttribute('id')).toBe('slice-31');
    await page.keyboard.press('ArrowRight');
    expect(await listed.getAttribute('id')).toBe('slice-32');
    expect(await listed.locator('th').textContent()).toContain('250 requests');
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowRight');
    expect(await listed.getAttribute('id')).toBe('slice-40');
    expect(await page.locator('.slice[tabindex="0"]').count()).toBe(1);
    expect(noise).toEqual([]);
    await page.close();
  });

  test('all are listed without a script, a slice leads to its own, and in print', async () => {
    const { page } = await open(html, { javaScriptEnabled: false });
    expect(await page.locator('.requests tbody:visible').count()).toBe(40);
    await page.locator('.slice').nth(30).click();
    expect(new URL(page.url()).hash).toBe('#slice-31');
    await page.close();
    const scripted = await open(html);
    await scripted.page.emulateMedia({ media: 'print' });
    expect(await scripted.page.locator('.requests tbody:visible').count()).toBe(40);
    await scripted.page.close();
  });
});
