import { rate } from '@uringlab/schema';
import PostalMime from 'postal-mime';
import { describe, expect, test } from 'vitest';
import { renderCommandReport } from '../command/render-command-report.ts';
import { lintMail } from '../lint/lint.ts';
import { renderReport } from '../render-report.ts';
import { commandReport } from '../testing/sample-command.ts';
import { raceReport } from '../testing/sample-race.ts';
import { sampleReport } from '../testing/sample-run.ts';
import { cleanReport, endOfFileReport, openReport } from '../testing/sample-verdicts.ts';
import { compareRuns } from './compare-runs.ts';
import { chooseShown, describeComparison } from './describe-comparison.ts';
import type { ComparedInput } from './why-not-compared.ts';

/** The race on an old kernel, with its counts of the other kind of machine. */
function raced(release: string, hits: number) {
  const input = raceReport();
  input.findings.rate = rate(hits, 8192);
  input.run.environment.release = release;
  input.run.environment.kernelVersion = `Linux version ${release}`;
  input.run.id = release.replace(/\D/g, '').padEnd(16, '0');
  return input;
}

/** The same reads on a kernel that asks for the rest itself: nothing was wrong. */
function mended() {
  const { verdict } = cleanReport().findings;
  const input = raced('5.9.0', 0);
  input.findings = { ...input.findings, verdict, requests: [], interpretation: [] };
  return input;
}

function asCompared(inputs: readonly Omit<ComparedInput, 'directory'>[]): ComparedInput[] {
  return inputs.map(({ run, findings }, index) => ({ directory: `runs/${index + 1}`, run, findings }));
}

describe('the mail on a comparison', () => {
  const runs = [mended(), raced('5.8.0', 84), openReport()];
  const beyond = describeComparison(compareRuns(asCompared(runs)));
  const { mail, mailText } = renderReport({ ...(runs[1] ?? raceReport()), beyond });
  const text = mailText.replaceAll('\n', ' ');

  test('reads as it should', async () => {
    await expect(mailText).toMatchFileSnapshot('../../fixtures/comparison.txt');
  });

  test('breaks no rule of the lists, and comes back from a MIME parser as it was', async () => {
    expect(lintMail(Buffer.from(mail))).toEqual([]);
    expect((await PostalMime.parse(Buffer.from(mail))).text).toBe(mailText);
  });

  test('is another mail than that on the run alone', () => {
    const id = (message: string) => /^Message-ID: (.*)$/m.exec(message)?.[1];
    expect(id(mail)).not.toBe(id(renderReport(runs[1] ?? raceReport()).mail));
  });

  test('is on the run that matters, and holds the others against the first', () => {
    expect(mail).toMatch(/^Subject: \[BUG\] /);
    expect(text).toContain(
      'Run 2 fails more often than run 1 (84 of 8192 against 0 of 8192); only the kernel differs.',
    );
    expect(text).toContain('It is not reported as a regression');
    expect(mail).not.toMatch(/regzbot|REGRESSION/);
  });

  test('has a fact block of at most eight rows, whatever the number of runs', () => {
    const many = Array.from({ length: 32 }, (_, index) => raced(`5.8.${index}`, index));
    const comparison = describeComparison(compareRuns(asCompared(many)));
    expect(comparison.rows).toHaveLength(5);
    const written = renderReport({ ...(many[0] ?? raceReport()), beyond: comparison });
    expect(written.mailText.length).toBeLessThan(30_000);
    expect(lintMail(Buffer.from(written.mail))).toEqual([]);
  });

  test('can be on a command', () => {
    const one = commandReport();
    const other = commandReport();
    other.run.id = 'f'.repeat(16);
    const compared = describeComparison(compareRuns(asCompared([one, other])));
    const written = renderCommandReport({ ...one, beyond: compared });
    expect(written.mailText.replaceAll('\n', ' ')).toContain(
      'nothing that can change a rate is noted to differ',
    );
    expect(lintMail(Buffer.from(written.mail))).toEqual([]);
  });
});

test('the run that is shown is one of a fault of the kernel, else one of any fault, else the first', () => {
  const shown = (...inputs: Omit<ComparedInput, 'directory'>[]) =>
    chooseShown(compareRuns(asCompared(inputs)).runs);
  expect(shown(cleanReport(), sampleReport(), raceReport())).toBe(2);
  expect(shown(cleanReport(), sampleReport())).toBe(1);
  expect(shown(cleanReport(), openReport())).toBe(0);
});

describe('runs that are not held against each other say why', () => {
  const uncounted = () => {
    const input = commandReport();
    input.findings.rate = null;
    return input;
  };
  const legal = () => {
    const input = endOfFileReport();
    input.run.scenario.name = sampleReport().run.scenario.name;
    return input;
  };
  test.each<[string, Omit<ComparedInput, 'directory'>, Omit<ComparedInput, 'directory'>, RegExp]>([
    ['another scenario', sampleReport(), raceReport(), /^it ran readahead-race, the first ran nowait-page-b/],
    ['a command', sampleReport(), commandReport(), /^one is of a scenario/],
    ['no counts', commandReport(), uncounted(), /^its requests were not counted/],
    ['no counts of the first', uncounted(), commandReport(), /^the requests of the first run were not/],
    ['what is counted is no fault', sampleReport(), legal(), /^in one the short reads end at the end of/],
  ])('%s', (_, first, other, reason) => {
    const [, compared] = compareRuns(asCompared([first, other])).runs;
    expect(compared?.reason).toMatch(reason);
    expect(compared?.distance).toBeNull();
  });
});

test('what differs is named, so that a difference is put down to nothing else', () => {
  const other = sampleReport();
  other.run.testbed.filesystem = 'ext4';
  other.run.consumer = 'resubmit';
  const [, compared] = compareRuns(asCompared([sampleReport(), other])).runs;
  expect(compared?.conditions).toEqual(['file system', 'consumer']);
});
