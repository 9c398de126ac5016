import { describe, expect, test } from 'vitest';
import { renderBisectPage } from '../campaign/bisect-page.ts';
import { renderMatrixPage } from '../campaign/matrix-page.ts';
import { renderReport } from '../render-report.ts';
import { canOpenPages, findBarriers, useBrowser } from '../testing/browser.ts';
import { sampleBisect, sampleMatrix } from '../testing/sample-campaign.ts';
import { raceReport } from '../testing/sample-race.ts';

const PAGES: ReadonlyArray<readonly [kind: string, html: () => string]> = [
  ['a run', () => renderReport(raceReport()).html],
  ['a matrix', () => renderMatrixPage(sampleMatrix())],
  ['a bisection', () => renderBisectPage(sampleBisect())],
];

describe.skipIf(!canOpenPages())('axe finds nothing serious', () => {
  const open = useBrowser();

  test.each(PAGES)('on the page of %s', async (_, html) => {
    const { page } = await open(html(), { colorScheme: 'light' });
    expect(await findBarriers(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await findBarriers(page, ['color-contrast'])).toEqual([]);
    await page.close();
  });
});
