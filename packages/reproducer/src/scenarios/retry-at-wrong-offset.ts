import type { Scenario } from '../scenario.ts';
import { nowaitPageBoundary } from './nowait-page-boundary.ts';
import { layOutBlocks } from './one-file.ts';

export const retryAtWrongOffset: Scenario = {
  ...nowaitPageBoundary,
  name: 'retry-at-wrong-offset',
  title: 'short reads whose rest is asked for at the wrong offset',
  references: ['QEMU, "io_uring: fix short read slow path" (sqeq.off = nread), 2022'],
  description:
    'Reads come back short as in nowait-page-boundary, and the application asks for the rest, but at the file offset that is the ' +
    'number of bytes done, not as many bytes further on. All that it asks for arrives, and is of another place of the same file: ' +
    'in QEMU it showed as a damaged disk image.',
  consumer: 'resubmit-wrong-offset',
  // At the front of a file the wrong offset is the right one.
  layOut: layOutBlocks(2),
};
