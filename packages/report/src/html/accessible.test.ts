import { describe, expect, test } from 'vitest';
import { renderBisectPage } from '../campaign/bisect-page.ts';
import { renderMatrixPage } from '../campaign/matrix-page.ts';
import { compareRuns } from '../comparison/compare-runs.ts';
import { renderComparisonPage } from '../comparison/comparison-page.ts';
import { renderReport } from '../render-report.ts';
import { canOpenPages, findBarriers, useBrowser } from '../testing/browser.ts';
import { sampleBisect, sampleMatrix } from '../testing/sample-campaign.ts';
import { raceReport } from '../testing/sample-race.ts';
import { cleanReport } from '../testing/sample-verdicts.ts';

const PAGES: ReadonlyArray<readonly [kind: string, html: () => string]> = [
  ['a run', () => renderReport(raceReport()).html],
  ['a matrix', () => renderMatrixPage(sampleMatrix())],
  ['a bisection', () => renderBisectPage(sampleBisect())],
  [
    'a comparison',
    () => {
      const runs = [raceReport(), cleanReport()].map((input, index) => ({ ...input, directory: `${index}` }));
      return renderComparisonPage(
        compareRuns(runs),
        runs.map(({ findings }) => ({ href: 'a', request: findings.requests[0] })),
      );
    },
  ],
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
