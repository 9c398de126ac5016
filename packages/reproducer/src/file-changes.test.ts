import { expect, test } from 'vitest';
import { findHoles } from './file-changes.ts';

const FILE = [{ start: 0, end: 100 }];

test.each([
  ['the same', FILE, []],
  [
    'two extents that touch',
    [
      { start: 0, end: 40 },
      { start: 40, end: 100 },
    ],
    [],
  ],
  [
    'a hole',
    [
      { start: 0, end: 40 },
      { start: 60, end: 100 },
    ],
    [{ start: 40, end: 60 }],
  ],
  [
    'cut at both ends',
    [{ start: 10, end: 90 }],
    [
      { start: 0, end: 10 },
      { start: 90, end: 100 },
    ],
  ],
  ['nothing', [], FILE],
  ['more than there was', [{ start: 0, end: 400 }], []],
])('of a file with %s', (_, after, holes) => {
  expect(findHoles(FILE, after)).toEqual(holes);
});

test('a hole that was there before is none', () => {
  expect(
    findHoles(
      [
        { start: 0, end: 40 },
        { start: 60, end: 100 },
      ],
      [
        { start: 0, end: 40 },
        { start: 60, end: 100 },
      ],
    ),
  ).toEqual([]);
});
