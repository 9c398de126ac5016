import { expect, test } from 'vitest';
import { foldRepeats, numberedSteps } from './fold-repeats.ts';

const same = (text: string): string => text;
const pages = (count: number): string[] =>
  Array.from({ length: count }, (_, page) => `After ${page + 1}.5 ms: bio ${8 * page} + 8 completed.`);

test('twenty-five steps stay whole', () => {
  expect(foldRepeats(pages(25), same)).toEqual(pages(25).map((item, index) => ({ item, index })));
});

test('of steps alike but for their numbers the first two stay, and the last four', () => {
  expect(numberedSteps(['Begins.', ...pages(40), 'Ends.'], 'report.html').split('\n')).toEqual([
    '1.  Begins.',
    '2.  After 1.5 ms: bio 0 + 8 completed.',
    '3.  After 2.5 ms: bio 8 + 8 completed.',
    '    (35 more steps like these, in report.html)',
    '39. After 38.5 ms: bio 296 + 8 completed.',
    '40. After 39.5 ms: bio 304 + 8 completed.',
    '41. After 40.5 ms: bio 312 + 8 completed.',
    '42. Ends.',
  ]);
});

test('an error among its like is not folded away', () => {
  const steps = pages(40);
  steps[20] = 'After 21.5 ms: bio 160 + 8 completed with -EIO.';
  expect(numberedSteps(steps, 'report.html')).toContain(
    '21. After 21.5 ms: bio 160 + 8 completed with -EIO.',
  );
});

test('steps that all differ come down to twenty-five, and none is lost without a count', () => {
  const steps = Array.from({ length: 90 }, (_, index) => 'x'.repeat(index));
  const folded = foldRepeats(steps, same);
  expect(folded.filter((part) => 'item' in part)).toHaveLength(25);
  expect(folded.find((part) => 'left' in part)).toEqual({ left: 65 });
});
