import { type Rate, rate } from '@uringlab/schema';
import { describe, expect, test } from 'vitest';
import { canOpenPages, useBrowser } from '../testing/browser.ts';
import { commandReport } from '../testing/sample-command.ts';
import { raceReport } from '../testing/sample-race.ts';
import { cleanReport, openReport } from '../testing/sample-verdicts.ts';
import { compareRuns } from './compare-runs.ts';
import { renderComparisonPage } from './comparison-page.ts';
import type { ComparedInput } from './why-not-compared.ts';

/** The race, the same kernel without it, one without a verdict, and a command. */
function samples(): ComparedInput[] {
  return [raceReport(), cleanReport(), openReport(), commandReport()].map(({ run, findings }, index) => ({
    directory: `runs/${index + 1}`,
    run,
    findings,
  }));
}

function distance(first: Rate, second: Rate): string | null | undefined {
  const [one, two] = [first, second].map((value): ComparedInput => {
    const { run, findings } = raceReport();
    return { directory: 'run', run, findings: { ...findings, rate: value } };
  });
  if (one === undefined || two === undefined) throw new TypeError('there are two samples');
  return compareRuns([one, two]).runs[1]?.distance;
}

describe('runs compared', () => {
  test('a rate is higher or lower only where the intervals have nothing in common', () => {
    expect(distance(rate(4, 8192), rate(84, 4096))).toBe('higher');
    expect(distance(rate(84, 4096), rate(0, 4096))).toBe('lower');
    expect(distance(rate(4, 8192), rate(0, 128))).toBe('not told apart');
    expect(distance(rate(4, 8192), rate(0, 0))).toBeNull();
  });

  test('what differs is told apart from what does not', () => {
    const [race, clean] = samples();
    if (race === undefined || clean === undefined) throw new TypeError('there are two samples');
    const { differing, same } = compareRuns([race, clean]);
    const facts = Object.fromEntries(differing.map(({ label, values }) => [label, values]));
    expect(facts.Verdict).toEqual(['application: unhandled short read', 'nobody: no fault found']);
    expect(facts['Calls of the first request']).toEqual(['-EAGAIN, -EIOCBQUEUED, 4096', '']);
    expect(same.map(([label]) => label)).toContain('/proc/version');
    expect(same.map(([label]) => label)).not.toContain('Verdict');
  });

  test('a run of a command stands beside one of a scenario', () => {
    const [race, , , command] = samples();
    if (race === undefined || command === undefined) throw new TypeError('there are four samples');
    const { runs } = compareRuns([race, command]);
    expect(runs.map(({ filesystem }) => filesystem)).toEqual(['xfs', null]);
  });
});

describe.skipIf(!canOpenPages())('the page of a comparison', () => {
  const open = useBrowser();
  const html = (): string =>
    renderComparisonPage(
      compareRuns(samples()),
      samples().map(({ findings }, index) => ({ href: `${index + 1}.html`, request: findings.requests[0] })),
    );

  test('leads from the table to each run, and from there to its page', async () => {
    const { page, noise } = await open(html(), { viewport: { width: 400, height: 800 } });
    expect(await page.locator('h1').textContent()).toBe('4 runs: 2 fault, 1 no fault, 1 cannot tell');
    expect(await page.locator('#runs tbody b').allTextContents()).toEqual([
      'fault',
      'no fault',
      'cannot tell',
      'fault',
    ]);
    await page.locator('#runs a').nth(1).click();
    expect(new URL(page.url()).hash).toBe('#run-2');
    expect(await page.locator('#run-2 a').getAttribute('href')).toBe('2.html');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(400);
    expect(noise).toEqual([]);
    await page.close();
  });
});
