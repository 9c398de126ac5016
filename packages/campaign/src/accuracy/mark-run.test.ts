import type { CampaignRun, FaultClass } from '@uringlab/schema';
import { expect, test } from 'vitest';
import { resultOf } from '../testing/scripted-executor.ts';
import { markRun } from './mark-run.ts';

function run(found: FaultClass, rest: Partial<CampaignRun> = {}): CampaignRun {
  const fault = found === 'not-enough-evidence' ? null : !/^(?:no-fault|legal)/.test(found);
  return { seed: 1, directory: 'r', seconds: 1, ...resultOf(fault, 1, 8), class: found, ...rest };
}

test.each<[FaultClass, FaultClass | null, Partial<CampaignRun>, string]>([
  ['lost-write', 'lost-write', {}, 'right'],
  ['lost-write', 'lost-write', { culprit: 'unknown' }, 'right'],
  ['unhandled-short-read', 'unhandled-short-read', { culprit: 'application' }, 'right'],
  ['unhandled-short-read', 'unhandled-short-read', { culprit: 'unknown' }, 'right'],
  ['unhandled-short-read', 'unhandled-short-read', { culprit: 'filesystem' }, 'other-culprit'],
  ['lost-write', 'lost-write', { culprit: 'page-cache' }, 'other-culprit'],
  ['torn-write', 'lost-write', {}, 'other-class'],
  ['not-enough-evidence', 'lost-write', {}, 'unclear'],
  ['not-enough-evidence', 'no-fault-found', {}, 'unclear'],
  ['no-fault-found', 'lost-write', {}, 'missed'],
  // A write that is lost is lost whatever comes of the reads; a short read that did not happen is no fault that was missed.
  ['no-fault-found', 'lost-write', { operations: { hits: 0, total: 8 } }, 'missed'],
  ['no-fault-found', 'unhandled-short-read', { operations: { hits: 0, total: 8 } }, 'not-shown'],
  ['no-fault-found', 'unhandled-short-read', { operations: { hits: 1, total: 8 } }, 'missed'],
  ['lost-write', 'no-fault-found', {}, 'false-alarm'],
  ['unhandled-short-read', 'legal-short-read', {}, 'false-alarm'],
  ['legal-short-read', 'no-fault-found', {}, 'other-class'],
  ['no-fault-found', null, { culprit: 'nobody' }, 'right'],
  ['unhandled-short-read', null, {}, 'right'],
  ['wrong-data-in-buffer', null, {}, 'other-class'],
])('%s where %s was expected (%j): %s', (found, expected, rest, mark) => {
  expect(markRun(run(found, rest), expected)).toBe(mark);
});
