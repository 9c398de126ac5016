import type { Verdict } from '@uringlab/schema';
import { expect, test } from 'vitest';
import { sampleFindings } from '../testing/sample-findings.ts';
import { sampleRun } from '../testing/sample-run.ts';
import { subject } from './subject.ts';

const FIX = { commit: '227c0c9673d8', subject: 'io_uring: internally retry short reads', release: '5.9' };

const CASES: ReadonlyArray<readonly [Partial<Verdict>, string]> = [
  [{}, 'io_uring: short read (RWF_NOWAIT): application fault, not a kernel bug'],
  [{ trigger: 'readahead-race', fixedBy: FIX }, '[BUG] io_uring: short read (readahead race)'],
  [
    { trigger: 'readahead-race' },
    'io_uring: short read (readahead race): application fault, not a kernel bug',
  ],
  [
    { trigger: 'unknown', culprit: 'test-tool' },
    'io_uring: short read (trigger not known): test tool fault, not a kernel bug',
  ],
  [
    { class: 'wrong-data-in-buffer', culprit: 'unknown' },
    '[BUG] io_uring: wrong bytes inside the count returned',
  ],
  [{ class: 'wrong-data-on-disk', culprit: 'filesystem' }, '[BUG] io_uring: wrong data on disk, xfs'],
  [
    { class: 'legal-short-read', culprit: 'nobody', fault: false },
    'io_uring: legal short read, not a bug: nowait-page-boundary on xfs',
  ],
];

test.each(CASES)('%o', (verdict, line) => {
  const findings = sampleFindings();
  findings.verdict = { ...findings.verdict, ...verdict };
  expect(subject(sampleRun(), findings)).toBe(line);
  expect(line.length).toBeLessThanOrEqual(75);
});
