import { LabError } from '@uringlab/schema';
import { expect, test } from 'vitest';
import { describeFailure } from './failed-run.ts';

const FULL = new LabError('E_NO_SPACE', 'the disk is full', { hint: 'free some space' });

test('a failure of which nothing is left is told as it is', () => {
  expect(describeFailure(FULL, [], false)).toBe(FULL);
});

test('what is left behind is told with the failure, and how to be rid of it', () => {
  expect(describeFailure(FULL, ['the mount /m could not be undone'], false)).toMatchObject({
    code: 'E_NO_SPACE',
    message: 'the disk is full; left behind: the mount /m could not be undone',
    hint: 'free some space; then try `uringlab clean`',
  });
});

test('an interrupted run says that everything was undone only when it was', () => {
  expect(describeFailure(FULL, [], true)).toMatchObject({
    code: 'E_INTERRUPTED',
    message: 'stopped by a signal; everything was undone',
    hint: undefined,
  });
  expect(describeFailure(FULL, ['the mount /m could not be undone'], true)).toMatchObject({
    message: 'stopped by a signal; left behind: the mount /m could not be undone',
    hint: 'try `uringlab clean`',
  });
});

test('a defect of the lab keeps its stack', () => {
  const defect = new RangeError('no such row');
  expect(describeFailure(defect, [], false)).toBe(defect);
});
