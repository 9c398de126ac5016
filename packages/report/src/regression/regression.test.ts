import { describe, expect, test } from 'vitest';
import { lintMail } from '../lint/lint.ts';
import { renderReport } from '../render-report.ts';
import type { ReportInput } from '../report-input.ts';
import { BAD_COMMIT, gitBisection, kernelFault, listBisection } from '../testing/sample-bisection.ts';
import { raceReport } from '../testing/sample-race.ts';
import { sampleReport } from '../testing/sample-run.ts';
import { type BisectionInput, describeBisection } from './bisection.ts';

function mailOn(input: ReportInput, found: BisectionInput) {
  return renderReport({ ...input, beyond: describeBisection(found, input.findings) });
}

function unfolded(mail: string): string {
  return mail.replaceAll('\n ', ' ');
}

const OF_COMMIT = `git ${BAD_COMMIT.slice(0, 12)}`;

describe('the mail on a regression', () => {
  test('found in a tree reads as it should, and breaks no rule', async () => {
    const input = kernelFault('6.18.0-rc1', OF_COMMIT);
    const { mail, mailText } = mailOn(input, gitBisection(input));
    await expect(mailText).toMatchFileSnapshot('../../fixtures/regression-commit.txt');
    expect(lintMail(Buffer.from(mail))).toEqual([]);
    expect(mail).toMatch(/^Subject: \[REGRESSION\] io_uring: /);
    expect(mailText).toContain(
      `\n\n#regzbot introduced: ${BAD_COMMIT}\n#regzbot title: io_uring: wrong bytes`,
    );
    expect(unfolded(mail)).toContain(
      `Cc regressions@lists.linux.dev and all who signed ${BAD_COMMIT} too; in the tested tree: scripts/get_maintainer.pl -f io_uring/rw.c\n`,
    );
  });

  test('found in a list names versions, and stable inside one series', async () => {
    const input = kernelFault('6.1.14');
    const { mail, mailText } = mailOn(input, listBisection(input, ['6.1.12', '6.1.14']));
    await expect(mailText).toMatchFileSnapshot('../../fixtures/regression-kernels.txt');
    expect(lintMail(Buffer.from(mail))).toEqual([]);
    expect(mailText).toContain('\n#regzbot introduced: v6.1.12..v6.1.14\n');
    expect(unfolded(mail)).toContain('Cc regressions@lists.linux.dev and stable@vger.kernel.org too;');
    expect(mail).not.toContain('all who signed');
  });

  test('between releases of the mainline is none for stable', () => {
    const input = kernelFault('6.18.0-rc3-mine');
    const { mail } = mailOn(input, listBisection(input, ['6.17.0', '6.18.0-rc3-mine']));
    expect(mail).toContain('\n#regzbot introduced: v6.17..v6.18-rc3\n');
    expect(mail).not.toContain('stable@');
    expect(lintMail(Buffer.from(mail))).toEqual([]);
  });

  test('is another mail than the one on its run', () => {
    const input = kernelFault('6.1.14');
    const [on, of] = [mailOn(input, listBisection(input, ['6.1.12', '6.1.14'])), renderReport(input)];
    const id = /^Message-ID: .*$/m;
    expect(on.mail.match(id)?.[0]).not.toBe(of.mail.match(id)?.[0]);
  });

  test('lacks the lists: rule 13 reads what the draft says of them', () => {
    const input = kernelFault('6.1.14');
    const { mail } = mailOn(input, listBisection(input, ['6.1.12', '6.1.14']));
    const without = mail.replace(/stable@vger\.kernel\.org/, 'nobody@example.org');
    expect(lintMail(Buffer.from(without)).map(({ rule }) => rule)).toEqual([13]);
    const addressed = mail.replace(/^Date:/m, 'To: someone@example.org\nDate:');
    expect(lintMail(Buffer.from(addressed)).map(({ rule }) => rule)).toEqual([13, 13]);
  });
});

const LAB = 'linux-source-5.10 5.10.223-1 (sha256 f733d27d239d) + 5.10-no-short-retry.patch';

describe('what a bisection found is no regression', () => {
  const cases: [string, () => [ReportInput, BisectionInput], RegExp][] = [
    [
      'where the fault is known and mended',
      () => [raceReport(), listBisection(raceReport(), ['5.4.0', '5.5.0'])],
      /mended by 227c0c9673d8 \("io_uring: internally retry short reads"\) in 5\.9\./,
    ],
    [
      "where the fault is the application's",
      () => [sampleReport(), listBisection(sampleReport(), ['6.17.0', '6.18.0'])],
      /the fault is that of the application, and the kernel keeps its promise\./,
    ],
    [
      'on a kernel that the lab patched',
      () => {
        const input = kernelFault('5.10.223', LAB);
        return [input, listBisection(input, ['5.10.222', '5.10.223'])];
      },
      /changed by the lab/,
    ],
    [
      "where a switch of the lab's was thrown",
      () => {
        const input = kernelFault('6.18.0');
        const found = listBisection(input, ['6.17.0', '6.18.0']);
        const { step } = found.bad;
        if (step !== null) step.kernel.append = 'quiet io_uring.lab_no_short_retry=1';
        return [input, found];
      },
      /changed by the lab/,
    ],
    [
      "on distributions' kernels",
      () => {
        const input = kernelFault('6.12.9-200.fc41.x86_64');
        return [input, listBisection(input, ['6.1.0-28-amd64', '6.12.9-200.fc41.x86_64'])];
      },
      /6\.1\.0-28-amd64 is a distribution's kernel/,
    ],
    [
      'between kernels of one name',
      () => {
        const input = kernelFault('6.18.0-b');
        return [input, listBisection(input, ['6.18.0-a', '6.18.0-b'])];
      },
      /do not tell two versions/,
    ],
    [
      'where the commits are not those of the kernel',
      () => {
        const input = kernelFault('6.18.0', 'git 0123456789ab');
        return [input, gitBisection(input)];
      },
      /not known to be built from these commits/,
    ],
    [
      'where the device fails',
      () => {
        const input = kernelFault('6.18.0');
        input.findings.verdict.culprit = 'device';
        return [input, listBisection(input, ['6.17.0', '6.18.0'])];
      },
      /the device is at fault/,
    ],
    [
      'where no run of the good end is left',
      () => {
        const input = kernelFault('6.18.0');
        const found = listBisection(input, ['6.17.0', '6.18.0']);
        return [input, { ...found, good: { ...found.good, environment: null } }];
      },
      /its version is not known/,
    ],
  ];

  test.each(cases)('%s', (_, make, reason) => {
    const [input, found] = make();
    const { mail, mailText } = mailOn(input, found);
    expect(mailText.replaceAll('\n', ' ')).toMatch(/It is not reported as a regression: /);
    expect(mailText.replaceAll('\n', ' ')).toMatch(reason);
    expect(mail).not.toMatch(/\[REGRESSION\]|#regzbot|regressions@|stable@|all who signed/);
    expect(lintMail(Buffer.from(mail))).toEqual([]);
  });

  test('of a release that git describes, the commit is known', () => {
    const input = kernelFault(
      `6.18.0-rc1-00012-g${BAD_COMMIT.slice(0, 12)}`,
      '/src/bzImage (sha256 012345678901)',
    );
    expect(mailOn(input, gitBisection(input)).mail).toContain('[REGRESSION]');
  });
});

test('a range that could not be told is no single culprit', () => {
  const input = kernelFault('6.18.0-rc1', OF_COMMIT);
  const found = gitBisection(input);
  found.result.between = ['c'.repeat(40)];
  const { mail, mailText } = mailOn(input, found);
  expect(mailText).toContain(`#regzbot introduced: ${found.result.lastGood}..${BAD_COMMIT}\n`);
  expect(mail).not.toContain('all who signed');
  expect(mailText.replaceAll('\n', ' ')).toContain('A bisection ends at 2 commits, of which the last is');
});
