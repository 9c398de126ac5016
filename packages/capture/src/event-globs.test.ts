import { expect, test } from 'vitest';
import { expandEvents, parseAvailableEvents } from './event-globs.ts';

const AVAILABLE = parseAvailableEvents(
  [
    'xfs:xfs_file_ioctl',
    'xfs:xfs_ilock',
    'block:block_bio_queue',
    'block:block_bio_complete',
    'iomap:iomap_iter',
    '',
  ].join('\n'),
);

test.each([
  ['xfs', ['xfs_file_ioctl', 'xfs_ilock']],
  ['xfs:*', ['xfs_file_ioctl', 'xfs_ilock']],
  ['xfs:', ['xfs_file_ioctl', 'xfs_ilock']],
  ['xfs:xfs_file*', ['xfs_file_ioctl']],
  ['xfs_file*', ['xfs_file_ioctl']],
  ['block:block_bio_*', ['block_bio_queue', 'block_bio_complete']],
  ['*:*_i*', ['xfs_file_ioctl', 'xfs_ilock', 'iomap_iter']],
  ['iomap_?ter', ['iomap_iter']],
  ['block_bio_[q]*', ['block_bio_queue']],
  ['block_bio_[!q]*', ['block_bio_complete']],
])('%s stands for %j', (glob, names) => {
  const { events, unknown } = expandEvents([glob], AVAILABLE);
  expect(events.map((event) => event.name)).toEqual(names);
  expect(unknown).toEqual([]);
});

test('an event that two globs stand for is taken once, in the order of the kernel', () => {
  const { events } = expandEvents(['block_bio_queue', 'block', 'xfs_ilock'], AVAILABLE);
  expect(events.map((event) => event.name)).toEqual(['xfs_ilock', 'block_bio_queue', 'block_bio_complete']);
});

test.each(['nonesuch', 'xfs:block*', 'xfs_file', 'x.s', 'block_bio_(queue|complete)', '['])(
  '%s stands for nothing, and is told',
  (glob) => {
    expect(expandEvents([glob, 'iomap'], AVAILABLE)).toEqual({
      events: [{ system: 'iomap', name: 'iomap_iter' }],
      unknown: [glob],
    });
  },
);
