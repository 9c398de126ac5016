import { expect, test } from 'vitest';
import { sampleBisect, sampleMatrix } from '../testing/sample-campaign.ts';
import { renderBisectText } from './bisect-text.ts';
import { renderMatrixText } from './matrix-text.ts';

test('a matrix is a table with counts and intervals; not run is neither pass nor fault', () => {
  expect(renderMatrixText(sampleMatrix())).toBe(
    `kernel   fs   scenario  result       runs  95 %     operations  95 %
lab on   xfs  race      fault        2/3   21-94 %  87/12288    0.57-0.87 %
lab off  xfs  race      no fault     0/3   0-56 %   0/12288     0-0.031 %
6.1      xfs  race      cannot tell  -     -        -           -
newest   xfs  race      not run      -     -        -           -

fault: application: unhandled short read (1 cell)
no fault: no fault found (1 cell)
cannot tell: unknown: not enough evidence (1 cell)
not run: E_TOOL_MISSING: qemu-system-x86_64 is not installed (1 cell)
4 cells: 1 fault, 1 no fault, 1 cannot tell, 1 not run
`,
  );
});

test('a ladder goes from good to bad, and names what could not be told', () => {
  expect(renderBisectText(sampleBisect())).toBe(
    `The first bad kernel is one of 2: 5.6, 5.7.
The last good one is 5.5; what lies between could not be told.
On the bad end the fault (unhandled-short-read) shows in 2 of 2 runs (87 of
8192 operations). "good" means: told apart from that rate with a confidence
of 0.95.

kernel  verdict  runs  95 %      operations  95 %
5.4     good     0/2   0-66 %    0/8192      0-0.047 %
5.5     good     0/2   0-66 %    0/8192      0-0.047 %
5.6     skip     -     -         -           -
5.7     bad      1/1   21-100 %  5/4096      0.052-0.29 %
5.8     bad      2/2   34-100 %  87/8192     0.86-1.3 %

5.6: not run: E_SYSTEM: it does not boot
`,
  );
});

test('a first bad commit is told with its subject, and apart from the cause', () => {
  const bisect = sampleBisect();
  const [, , , good, bad] = bisect.steps;
  if (good === undefined || bad === undefined) throw new Error('the sample has five steps');
  const id = 'b'.repeat(40);
  bisect.git = { tree: '/src/linux', good: 'a'.repeat(40), bad: 'c'.repeat(40) };
  bisect.steps = [
    { ...good, index: null, commit: { id: 'a'.repeat(40), subject: 'mm: before' } },
    { ...bad, index: null, commit: { id, subject: 'io_uring: async buffered reads' } },
  ];
  bisect.result = { lastGood: 'a'.repeat(40), firstBad: id, between: [] };
  const text = renderBisectText(bisect);
  expect(text.replaceAll('\n', ' ')).toContain(
    'The first bad commit is bbbbbbbbbbbb ("io_uring: async buffered reads").',
  );
  expect(text.replaceAll('\n', ' ')).toContain('it is not yet the root cause');
});

test('a search that has not ended says so', () => {
  expect(renderBisectText({ ...sampleBisect(), result: null })).toContain(
    'The search is not at its end: 5 kernels were run.',
  );
});
