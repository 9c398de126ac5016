import type { Scenario } from '../scenario.ts';
import { CHANGED_FILE, readChangedFile } from './changed-file.ts';
import { layOutBlocks } from './one-file.ts';

export const truncatedUnderRead: Scenario = {
  ...CHANGED_FILE,
  name: 'truncated-under-read',
  title: 'reads of a file that somebody else has truncated',
  minimumBlockPages: 2,
  layOut: layOutBlocks(3),
  description:
    'The file is cut off in the middle of a block between its writing and its reading, as a log is that is truncated while it is read. Reads ' +
    'are short at the new end and bring nothing behind it: neither a short read of the kernel nor a disk that lost data.',
  arrange: readChangedFile(async ({ bed, files, options: { blockBytes, seed }, pageBytes }) => {
    const [{ name, bytes } = { name: '', bytes: 0 }] = files;
    // Inside a block, and not inside the first: a read ends there, and the file goes on before it.
    const cutBlock = 1 + (seed % (bytes / blockBytes - 1));
    const kept = (cutBlock + 1) * blockBytes - pageBytes;
    await bed.calls.truncate(bed.pathOf(name), kept);
    return `cut off by a second writer at byte ${kept} of ${bytes}`;
  }),
};
