import type { Step } from '@uringlab/schema';
import { expect, test } from 'vitest';
import { makeTimeScale } from './time-scale.ts';
import { makeMarks } from './timeline-marks.ts';

/** A page read again and again: mapped, queued, done, a microsecond each. */
function retries(count: number): Step[] {
  const kinds = ['map', 'bio-queued', 'bio-completed'] as const;
  return Array.from({ length: 3 * count }, (_, index) => ({
    kind: kinds[index % 3] ?? 'note',
    lane: index % 3 === 0 ? 'readahead' : 'block',
    atNs: index * 1000,
    text: '',
    line: null,
  }));
}

function marksOf(steps: readonly Step[]) {
  const times = steps.map((step) => step.atNs);
  return makeMarks(steps, makeTimeScale(times, 0, 1000));
}

test('a life of forty steps has a mark for each', () => {
  expect(marksOf(retries(13)).map((mark) => mark.number)).toEqual(
    Array.from({ length: 39 }, (_, index) => String(index + 1)),
  );
});

test('in a longer one steps of a kind share marks, and no step is lost', () => {
  const marks = marksOf(retries(40));
  expect(marks.length).toBeLessThan(45);
  expect(marks[0]).toMatchObject({ kind: 'map', steps: [1, 4, 7, 10], number: '1+3' });
  expect(marks.flatMap((mark) => mark.steps).sort((a, b) => a - b)).toEqual(
    Array.from({ length: 120 }, (_, index) => index + 1),
  );
});
