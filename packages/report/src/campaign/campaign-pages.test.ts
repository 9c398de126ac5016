import { describe, expect, test } from 'vitest';
import { canOpenPages, type Opened, useBrowser } from '../testing/browser.ts';
import { sampleBisect, sampleMatrix } from '../testing/sample-campaign.ts';
import { renderBisectPage } from './bisect-page.ts';
import { renderMatrixPage } from './matrix-page.ts';

test('runs beyond twenty of a cell are counted, not listed', () => {
  const matrix = sampleMatrix();
  const [cell] = matrix.cells;
  const [run] = cell?.runs ?? [];
  if (cell === undefined || run === undefined) throw new Error('the sample has runs');
  cell.runs = Array.from({ length: 9812 }, (_, seed) => ({ ...run, seed }));
  const html = renderMatrixPage(matrix);
  expect(html).toContain('runs, showing 20 of 9812');
  expect(Buffer.byteLength(html)).toBeLessThan(100 * 1024);
});

describe.skipIf(!canOpenPages())('opened from file://', () => {
  const openPage = useBrowser();
  const open = (html: string): Promise<Opened> => openPage(html, { viewport: { width: 400, height: 800 } });

  test('a matrix leads from its grid to each cell', async () => {
    const { page, noise } = await open(renderMatrixPage(sampleMatrix()));
    expect(await page.locator('.grid tbody td').allTextContents()).toEqual([
      'fault 2/3',
      'no fault 0/3',
      'cannot tell 0/1',
      'not run ',
    ]);
    await page.locator('.grid td a').first().click();
    expect(new URL(page.url()).hash).toBe('#cell-1');
    expect(await page.locator('#cell-1 dd').allTextContents()).toContain(
      '87 of 12288 (0.71 %, 95 % interval 0.57 % to 0.87 %)',
    );
    expect(await page.locator('#cell-1 tbody th a').first().getAttribute('href')).toBe(
      'runs/lab/xfs/race/1/report.html',
    );
    expect(noise).toEqual([]);
    await page.close();
  });

  test('a ladder names each rung with its verdict', async () => {
    const { page, noise } = await open(renderBisectPage(sampleBisect()));
    expect(await page.locator('h1').textContent()).toBe('The first bad kernel is one of 2: 5.6, 5.7.');
    expect(await page.locator('#ladder tbody td:nth-child(2)').allTextContents()).toEqual([
      'good',
      'good',
      'skip',
      'bad',
      'bad',
    ]);
    expect(noise).toEqual([]);
    await page.close();
  });
});
