import { describe, expect, test } from 'vitest';
import { renderBisectPage } from '../campaign/bisect-page.ts';
import { renderMatrixPage } from '../campaign/matrix-page.ts';
import { renderCommandReport } from '../command/render-command-report.ts';
import { compareRuns } from '../comparison/compare-runs.ts';
import { renderComparisonPage } from '../comparison/comparison-page.ts';
import { renderReport } from '../render-report.ts';
import { canOpenPages, useBrowser } from '../testing/browser.ts';
import { HOSTILE, HOSTILE_SHOWN, makeHostile } from '../testing/hostile.ts';
import { sampleBisect, sampleMatrix } from '../testing/sample-campaign.ts';
import { commandReport } from '../testing/sample-command.ts';
import { raceReport } from '../testing/sample-race.ts';

/** Values that are words of the lab's own, numbers written as text, or dates. */
const CLOSED = [
  ...['createdAt', 'format', 'id', 'class', 'trigger', 'confidence', 'culprit', 'source', 'lane', 'kind'],
  ...['consumer', 'verdict', 'sample', 'residentBefore', 'cells', 'sha256', 'filesystem', 'trace', 'words'],
];

function hostileRun() {
  const input = raceReport();
  const { verdict } = input.findings;
  const findings = {
    ...makeHostile(input.findings, [...CLOSED, 'pageMap']),
    verdict: makeHostile(verdict, [...CLOSED, 'fixedBy']),
  };
  return { ...input, findings, run: makeHostile(input.run, CLOSED) };
}

function hostileCommand() {
  const input = commandReport();
  const findings = {
    ...makeHostile(input.findings, CLOSED),
    verdict: makeHostile(input.findings.verdict, CLOSED),
  };
  const run = makeHostile(input.run, CLOSED);
  run.command.words = ['/bin/x', HOSTILE];
  return { ...input, findings, run };
}

function hostileCells() {
  const matrix = sampleMatrix();
  return { ...matrix, cells: makeHostile(matrix.cells, CLOSED) };
}

const PAGES: ReadonlyArray<readonly [kind: string, html: () => string]> = [
  ['a run', () => renderReport(hostileRun()).html],
  ['a command', () => renderCommandReport(hostileCommand()).html],
  ['a matrix', () => renderMatrixPage(hostileCells())],
  [
    'a bisection',
    () => renderBisectPage({ ...sampleBisect(), steps: makeHostile(sampleBisect().steps, CLOSED) }),
  ],
  [
    'a comparison',
    () =>
      renderComparisonPage(
        compareRuns([
          { directory: HOSTILE, ...hostileRun() },
          { directory: HOSTILE, ...hostileCommand() },
        ]),
        [hostileRun(), hostileCommand()].map(({ findings: { requests } }) => ({
          href: 'a',
          request: requests[0],
        })),
      ),
  ],
];

describe.skipIf(!canOpenPages())('hostile names, paths and trace text', () => {
  const open = useBrowser();

  test.each(PAGES)('are text on the page of %s', async (_, html) => {
    const { page, noise } = await open(html());
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.title()).not.toBe('owned');
    expect(await page.locator('main').textContent()).toContain(HOSTILE_SHOWN);
    expect(await page.locator('h2').count()).toBeGreaterThan(1);
    expect(noise).toEqual([]);
    await page.close();
  });
});
